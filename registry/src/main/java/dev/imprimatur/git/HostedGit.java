package dev.imprimatur.git;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A repository at one of the hosts that npm knows, whose address can be written in a dozen ways;
 * npm rewrites them before it publishes (hosted-git-info, {@code from-url.js}, {@code hosts.js}).
 *
 * @param user its owner, where the host has one
 * @param auth name and password in the address, or nothing
 * @param committish a branch, a tag or a commit, or nothing
 * @param form the form in which it was written, which npm keeps
 */
public record HostedGit(
    Host host, Optional<String> user, String auth, String project, String committish, Form form) {

  /** The forms of an address, of which npm keeps the one that it was given. */
  public enum Form {
    SHORTCUT,
    HTTPS,
    GIT,
    SSH
  }

  /** The hosts that npm knows. */
  public enum Host {
    GITHUB("github", "github.com"),
    BITBUCKET("bitbucket", "bitbucket.org"),
    GITLAB("gitlab", "gitlab.com"),
    GIST("gist", "gist.github.com"),
    SOURCEHUT("sourcehut", "git.sr.ht");

    private final String shortcut;
    private final String domain;

    Host(String shortcut, String domain) {
      this.shortcut = shortcut;
      this.domain = domain;
    }

    /** Returns whether npm takes an address of this scheme for one of a repository here. */
    private boolean speaks(String scheme) {
      return switch (scheme) {
        case "git+ssh", "https" -> true;
        case "git+https", "ssh" -> this != SOURCEHUT;
        case "git" -> this == GITHUB || this == GIST;
        case "http" -> this == GITHUB;
        default -> false;
      };
    }
  }

  private record Place(String user, String project, String committish) {}

  private static final Set<String> SCHEMES =
      Set.of("git+ssh", "ssh", "git+https", "git", "http", "https", "git+http");

  private static final int LENGTH_MAX = 2000;

  /** Parses the repository that an address or a dependency's range names, if it names one. */
  public static Optional<HostedGit> of(String text) {
    if (text.length() > LENGTH_MAX || isPlain(text)) {
      return Optional.empty();
    }
    var whole = isShorthand(text) ? "github:" + text : text;
    var corrected = withScheme(whole);
    return UrlParts.parse(corrected)
        .or(() -> UrlParts.parse(fromScp(corrected)))
        .flatMap(HostedGit::of);
  }

  private static Optional<HostedGit> of(UrlParts url) {
    for (var host : Host.values()) {
      if (host.shortcut.equals(url.scheme())) {
        return shortcut(host, url);
      }
    }
    var domain = url.host().startsWith("www.") ? url.host().substring(4) : url.host();
    return Arrays.stream(Host.values())
        .filter(host -> host.domain.equals(domain) && host.speaks(url.scheme()))
        .findFirst()
        .flatMap(host ->
            place(host, url).flatMap(HostedGit::decoded).map(place -> at(host, url, place)));
  }

  private static HostedGit at(Host host, UrlParts url, Place place) {
    var form =
        switch (url.scheme()) {
          case "https", "git+https" -> Form.HTTPS;
          case "git" -> Form.GIT;
          default -> Form.SSH;
        };
    boolean hasAuth = !url.scheme().endsWith("ssh");
    return new HostedGit(
        host,
        Optional.of(place.user()).filter(user -> !user.isEmpty()),
        hasAuth ? url.auth() : "",
        place.project(),
        place.committish(),
        form);
  }

  private static Optional<HostedGit> shortcut(Host host, UrlParts url) {
    var path = url.path().startsWith("/") ? url.path().substring(1) : url.path();
    path = path.substring(path.indexOf('@') + 1);
    int slash = path.lastIndexOf('/');
    var place =
        new Place(slash < 0 ? "" : path.substring(0, slash), path.substring(slash + 1), url.hash());
    return decoded(place)
        .map(plain ->
            new HostedGit(
                host,
                Optional.of(plain.user()).filter(user -> !user.isEmpty()),
                "",
                bare(plain.project()),
                plain.committish(),
                Form.SHORTCUT));
  }

  private static Optional<Place> decoded(Place place) {
    var parts =
        Stream.of(place.user(), place.project(), place.committish())
            .map(UrlParts::decoded)
            .flatMap(Optional::stream)
            .toList();
    return parts.size() == 3
        ? Optional.of(new Place(parts.get(0), parts.get(1), parts.get(2)))
        : Optional.empty();
  }

  private static Optional<Place> place(Host host, UrlParts url) {
    var segments = url.path().split("/", -1);
    var first = segment(segments, 1);
    var second = segment(segments, 2);
    var third = segment(segments, 3);
    return switch (host) {
      case GITHUB ->
          third.isEmpty() || third.equals("tree")
              ? complete(first, second, third.isEmpty() ? url.hash() : branch(segments))
              : Optional.empty();
      case BITBUCKET ->
          third.equals("get") ? Optional.empty() : complete(first, second, url.hash());
      case SOURCEHUT ->
          third.equals("archive") ? Optional.empty() : complete(first, second, url.hash());
      case GIST -> gist(first, second, third, url.hash());
      case GITLAB -> {
        var path = url.path().isEmpty() ? "" : url.path().substring(1);
        int slash = path.lastIndexOf('/');
        yield path.contains("/-/") || path.contains("/archive.tar.gz") || slash < 0
            ? Optional.empty()
            : complete(path.substring(0, slash), path.substring(slash + 1), url.hash());
      }
    };
  }

  /**
   * Reads the branch behind {@code /tree}; where there is none, the text that JavaScript makes of
   * it.
   */
  private static String branch(String[] segments) {
    return segments.length > 4 ? segments[4] : "undefined";
  }

  private static Optional<Place> gist(String first, String second, String third, String hash) {
    if (third.equals("raw") || first.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        second.isEmpty() ? new Place("", bare(first), hash) : new Place(first, bare(second), hash));
  }

  private static Optional<Place> complete(String user, String project, String committish) {
    return user.isEmpty() || bare(project).isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(user, bare(project), committish));
  }

  private static String segment(String[] segments, int index) {
    return index < segments.length ? segments[index] : "";
  }

  private static String bare(String project) {
    return project.endsWith(".git")
        ? project.substring(0, project.length() - ".git".length())
        : project;
  }

  /** Returns the short form, which is the same for all that name this repository at this point. */
  public String shortcut() {
    return host.shortcut + ":" + path() + after("#", committish);
  }

  /** Writes it as npm does in dependencies. */
  public String written() {
    return switch (form) {
      case SHORTCUT -> shortcut();
      case HTTPS -> https();
      case GIT -> "git://" + before(auth) + host.domain + "/" + path() + git();
      case SSH -> "git+ssh://git@" + host.domain + "/" + path() + git();
    };
  }

  /** Writes it as npm does in {@code repository.url}. */
  public String asRepository() {
    return form == Form.SHORTCUT ? https() : written();
  }

  /** Returns the address of its page for readers. */
  public String docs() {
    var tree = host == Host.BITBUCKET ? "/src/" : "/tree/";
    return host == Host.GIST
        ? web() + after("/", encoded())
        : web() + after(tree, encoded()) + "#readme";
  }

  /** Returns the address of the page where its bugs are reported, if its host has one. */
  public Optional<String> bugs() {
    return switch (host) {
      case SOURCEHUT -> Optional.empty();
      case GIST -> Optional.of(web());
      case GITHUB, GITLAB, BITBUCKET -> Optional.of(web() + "/issues");
    };
  }

  private String https() {
    return host == Host.SOURCEHUT
        ? web() + after("#", committish)
        : "git+https://" + before(auth) + host.domain + "/" + path() + git();
  }

  private String web() {
    return "https://" + host.domain + "/" + path();
  }

  private String git() {
    return ".git" + after("#", committish);
  }

  private String path() {
    return host == Host.GIST ? project : user.orElse("null") + "/" + project;
  }

  private String encoded() {
    return URLEncoder.encode(committish, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String before(String auth) {
    return auth.isEmpty() ? "" : auth + "@";
  }

  private static String after(String mark, String text) {
    return text.isEmpty() ? "" : mark + text;
  }

  /**
   * Returns whether a text has neither a scheme nor a path, as nearly all ranges have none; a
   * repository is named by one of the two at least.
   */
  private static boolean isPlain(String text) {
    return text.indexOf('/') < 0 && text.indexOf(':') < 0;
  }

  /**
   * Recognises {@code owner/name}: one slash, and nothing before a {@code #} that would make it a
   * path.
   */
  private static boolean isShorthand(String text) {
    int hash = text.indexOf('#');
    var path = hash < 0 ? text : text.substring(0, hash);
    int slash = path.indexOf('/');
    return slash > 0
        && slash == path.lastIndexOf('/')
        && !path.endsWith("/")
        && !path.startsWith(".")
        && path.indexOf('@') < 0
        && path.indexOf(':') < 0
        && path.chars().noneMatch(Character::isWhitespace);
  }

  /** Completes {@code git:github.com:user/repo}, whose first colon lacks its slashes. */
  private static String withScheme(String text) {
    int colon = text.indexOf(':');
    var scheme = text.substring(0, Math.max(colon, 0));
    if (SCHEMES.contains(scheme)
        || Arrays.stream(Host.values()).anyMatch(host -> host.shortcut.equals(scheme))
        || text.startsWith("://", Math.max(colon, 0))) {
      return text;
    }
    int at = text.indexOf('@');
    if (at >= 0) {
      return at > colon ? "git+ssh://" + text : text;
    }
    return text.substring(0, colon + 1) + "//" + text.substring(colon + 1);
  }

  /** Writes {@code git@host:user/repo} as an address. */
  private static String fromScp(String text) {
    int hash = text.indexOf('#');
    int limit = hash < 0 ? text.length() : hash;
    int at = text.lastIndexOf('@', limit);
    int colon = text.lastIndexOf(':', limit);
    var corrected = colon > at ? text.substring(0, colon) + "/" + text.substring(colon + 1) : text;
    return corrected.lastIndexOf(':', limit) < 0 && !corrected.contains("//")
        ? "git+ssh://" + corrected
        : corrected;
  }
}
