package dev.imprimatur.pages;

import dev.imprimatur.npm.PackageName;

/**
 * The site of this registry's pages, for links among them.
 *
 * @param base the path of the public URL, without a slash at its end: {@code ""}, {@code /npm}
 */
record Site(String base, Asset stylesheet, Asset icon) {

  String home() {
    return base + "/";
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
