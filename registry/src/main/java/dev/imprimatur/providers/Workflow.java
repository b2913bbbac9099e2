package dev.imprimatur.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.rulebooks.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The workflow of a CI system that publishes here, as forms, the first page and the manual print
 * it. A place between at signs is a setting or one of the words below; a line whose place has no
 * text is left out.
 */
public final class Workflow {
  /** The place of the registry's address, without a slash at its end. */
  public static final String REGISTRY = "registry";

  /** The place of the audience of identity tokens. */
  public static final String AUDIENCE = "audience";

  /** The place of the machines that a job asks for. */
  public static final String RUNNER = "runner";

  private static final Pattern PLACE = Pattern.compile("@([a-z_]+)@");

  private static final Pattern ACCOUNT = Pattern.compile("[^@]+@([a-z0-9-]+)\\.iam\\..+");

  private final String template;

  private Workflow(String template) {
    this.template = template;
  }

  /** Returns the workflow of a provider; empty of one that has none of its own. */
  public static Optional<Workflow> of(Provider provider) {
    return of(provider.id());
  }

  /** Returns the workflow of the provider with this id. */
  public static Optional<Workflow> of(String provider) {
    try (var in = Workflow.class.getResourceAsStream("workflows/" + provider + ".txt")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new Workflow(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it with these texts in its places. */
  public String with(Map<String, String> known) {
    var texts = new HashMap<>(known);
    // An account is named by its project, which is the first part of its own host.
    Optional.ofNullable(known.get("email"))
        .map(ACCOUNT::matcher)
        .filter(Matcher::matches)
        .ifPresent(account -> texts.put("project", account.group(1)));
    return template
        .lines()
        .filter(line ->
            PLACE.matcher(line).results().allMatch(place -> texts.containsKey(place.group(1))))
        .map(line ->
            PLACE
                .matcher(line)
                .replaceAll(place -> Matcher.quoteReplacement(texts.get(place.group(1)))))
        .collect(Collectors.joining("\n"));
  }
}
