package dev.imprimatur.trust;

import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that a maintainer configures for a trusted publisher.
 *
 * @param name the claim it is compared with
 * @param label what it is called for people
 * @param required whether there is no publisher without it
 * @param isFile whether it names a file, which npm writes one level down
 * @param form what it must look like, as a whole
 * @param rule the same in words
 * @param flags how commands name it, the usual name first
 */
public record Setting(
    String name,
    String label,
    boolean required,
    boolean isFile,
    Pattern form,
    String rule,
    List<String> flags) {

  public Setting {
    flags = List.copyOf(flags);
  }

  void require(String value) {
    if (!form.matcher(value).matches()) {
      throw new Problem.InvalidPublisher(
              "%s is not a %s: %s".formatted(Quoted.text(value), label, rule))
          .asException();
    }
  }
}
