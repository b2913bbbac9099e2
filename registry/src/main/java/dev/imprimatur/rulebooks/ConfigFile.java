package dev.imprimatur.rulebooks;

import java.util.Optional;

/**
 * The place of the file in the address of a build configuration: behind its repository, and before
 * an at sign and a ref.
 *
 * @param before what stands between a repository and a file in it
 */
record ConfigFile(String before, End end) {

  /** The mark that ends the file, as a file and a ref may both hold an at sign. */
  enum End {
    /** The first at sign behind the repository. */
    AT_SIGN,
    /** The ref, where it is the job's: a file of another project has an at sign in its name. */
    REF
  }

  /** The file, without its repository and its ref. */
  Optional<String> in(String address, String repository, String ref) {
    var behind = repository + before;
    var known = "@" + ref;
    int at =
        end == End.REF && address.endsWith(known)
            ? address.length() - known.length()
            : address.indexOf('@', Math.min(behind.length(), address.length()));
    return address.startsWith(behind) && at > behind.length()
        ? Optional.of(address.substring(behind.length(), at))
        : Optional.empty();
  }
}
