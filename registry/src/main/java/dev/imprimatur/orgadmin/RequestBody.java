package dev.imprimatur.orgadmin;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.http.Request;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;

/** The body of a request about people and packages, which is a small object. */
record RequestBody(JsonObject members) {
  private static final int BYTES_MAX = 64 * 1024;

  static RequestBody of(Request request) throws IOException {
    if (request.json(BYTES_MAX) instanceof JsonObject members) {
      return new RequestBody(members);
    }
    throw malformed("its body is not an object");
  }

  String text(String name) {
    return members
        .text(name)
        .orElseThrow(() -> malformed("its body has no text \"%s\"".formatted(name)));
  }

  UserName user() {
    return new UserName(text("user"));
  }

  PackageName packageName() {
    return new PackageName(text("package"));
  }

  /** The organization in an address, which some clients write with an at sign. */
  static String organization(Request request) {
    var typed = request.parameter("org");
    return OwnerName.ofOrganization(typed.startsWith("@") ? typed.substring(1) : typed)
        .organization()
        .orElseThrow();
  }

  /** The package in an address. */
  static PackageName packageName(Request request) {
    return new PackageName(request.parameter("package"));
  }

  static RuntimeException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }
}
