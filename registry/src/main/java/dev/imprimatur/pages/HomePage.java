package dev.imprimatur.pages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.providers.Workflow;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first page: what this registry is, how to use it, what is new.
 *
 * @param registry its address for this reader, with a slash at its end
 * @param host the name and port in it
 * @param onlyHere whether nobody but this machine can know that address
 * @param user who has signed in with this browser
 * @param workflow of GitHub Actions, which publishes here
 */
record HomePage(
    Site site,
    String registry,
    String host,
    boolean onlyHere,
    List<Teaser> newest,
    Optional<String> user,
    String workflow)
    implements Page {

  /** A package in a line or two. */
  record Teaser(
      PackageName name,
      Version latest,
      DisplayDate changed,
      ManifestSummary about,
      PublisherSummary publishedBy) {}

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  HomePage {
    newest = List.copyOf(newest);
  }

  static HomePage of(Site site, String registry, List<Teaser> newest, Optional<String> user) {
    var url = URI.create(registry);
    return new HomePage(
        site,
        registry,
        url.getRawAuthority(),
        LOOPBACK.contains(url.getHost()),
        newest,
        user,
        workflow(registry, url.getHost()));
  }

  private static String workflow(String registry, String host) {
    return Workflow.of("github")
        .orElseThrow()
        .with(
            Map.of(
                Workflow.REGISTRY,
                registry.replaceFirst("/$", ""),
                Workflow.AUDIENCE,
                "npm:" + host,
                Workflow.RUNNER,
                "ubuntu-latest",
                "workflow_ref",
                "publish.yml"));
  }
}
