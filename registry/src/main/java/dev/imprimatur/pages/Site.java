package dev.imprimatur.pages;

import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.npm.PackageName;

/**
 * The site of this registry's pages, for links among them.
 *
 * @param base the path of the public URL, without a slash at its end: {@code ""}, {@code /npm}
 */
public record Site(String base, Asset stylesheet, Asset icon, Asset script) {
  public static Site of(PublicUrl url) {
    return of(url.basePath());
  }

  static Site of(String base) {
    return new Site(base, Asset.stylesheet(), Asset.icon(), Asset.script());
  }

  public String account() {
    return base + "/-/account";
  }

  public String invitations() {
    return account() + "/invitations";
  }

  public String signIn() {
    return base + "/-/login";
  }

  public String forgottenPassword() {
    return signIn() + "/forgot";
  }

  public String signInByPasskey() {
    return signIn() + "/passkey";
  }

  public String signOut() {
    return base + "/-/logout";
  }

  public String home() {
    return base + "/";
  }

  /** The page of all trusted publishers that one may see. */
  public String trust() {
    return base + "/-/trust";
  }

  /** The settings of a package; each section is below it. */
  public String settings(PackageName name) {
    return of(name) + "/-/settings";
  }

  String problems() {
    return base + "/problems";
  }

  String problem(String code) {
    return problems() + "/" + code;
  }

  String of(PackageName name) {
    return base + "/" + name;
  }

  String of(Asset asset) {
    return base + Asset.FOLDER + asset.file();
  }
}
