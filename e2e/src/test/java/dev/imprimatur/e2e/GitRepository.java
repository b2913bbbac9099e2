package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a project's git repository is: a bare one, and the clone of whoever works on it. */
final class GitRepository {
  private final Path remote;
  private final Path clone;

  private GitRepository(Path remote, Path clone) {
    this.remote = remote;
    this.clone = clone;
  }

  /** An empty repository. */
  static GitRepository open(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var remote = folder.resolve("rocket.git");
    git(folder, "init", "--bare", "--initial-branch=main", remote.toString());
    var repository = new GitRepository(remote, folder.resolve("clone"));
    git(folder, "clone", repository.address(), repository.clone.toString());
    git(repository.clone, "switch", "--orphan", "main");
    return repository;
  }

  String address() {
    return "file://" + remote;
  }

  /** Writes a file of the project, and pushes it with this message. */
  void commit(String message, String path, String text) {
    try {
      Files.writeString(clone.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git(clone, "add", path);
    git(clone, "commit", "--message", message);
    git(clone, "push", "origin", "HEAD");
  }

  /** From now on the work goes on in a new branch. */
  void branch(String name) {
    git(clone, "switch", "--create", name);
  }

  /** Brings a branch to main, where the work goes on. */
  void merge(String name) {
    git(clone, "switch", "main");
    git(clone, "merge", "--ff-only", name);
    git(clone, "push", "origin", "HEAD");
  }

  /** What a job begins with. */
  void checkout(String branch, Path project) {
    git(project, "clone", "--branch", branch, address(), ".");
  }

  List<String> tags() {
    return git(remote, "tag").out().lines().toList();
  }

  private static Outcome git(Path folder, String... words) {
    var all = new ArrayList<>(List.of("git"));
    all.addAll(List.of("-c", "user.name=Alice", "-c", "user.email=alice@acme.example"));
    all.addAll(List.of(words));
    var environment =
        Map.of(
            "PATH", System.getenv("PATH"), "HOME", folder.toString(), "GIT_CONFIG_NOSYSTEM", "1");
    return new Command(all, folder, environment).run().done();
  }
}
