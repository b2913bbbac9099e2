package dev.imprimatur.pages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.PublisherSentence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page on which somebody decides about packages of theirs. */
public sealed interface SettingsPage extends AccountPage {

  /** A section of a package's settings, each with a page and a form of its own. */
  enum Section {
    TRUST("Trusted publishers", "/trust"),
    ACCESS("Publishing access", "/access");

    private final String title;
    private final String path;

    Section(String title, String path) {
      this.title = title;
      this.path = path;
    }

    String title() {
      return title;
    }

    public String path() {
      return path;
    }
  }

  /**
   * The package that a page is about.
   *
   * @param exists whether it has ever been published
   */
  record Place(PackageName name, boolean exists, Section section) {}

  /** A page that is about one package. */
  sealed interface OfPackage extends SettingsPage {
    Place place();

    /** Returns the address of a section, or of what is below it. */
    default String at(String path) {
      return site().settings(place().name()) + path;
    }
  }

  /** The state of something, in a few words with a sign. */
  record Pill(Tone tone, String words) {}

  /** The tone of a state; its sign says the same to whoever sees no colour. */
  enum Tone {
    GOOD("good", "✓ "),
    WARN("warn", "! "),
    BAD("bad", "✗ "),
    PLAIN("", "");

    private final String style;
    private final String sign;

    Tone(String style, String sign) {
      this.style = style;
      this.sign = sign;
    }

    String style() {
      return style;
    }

    String sign() {
      return sign;
    }
  }

  /**
   * A trusted publisher as its owners see it.
   *
   * @param target what it is for: the package, or a pattern that matches it
   * @param own whether it is of this very package
   * @param facts what else is known of it, a line for each
   */
  record Card(
      String id,
      String target,
      boolean own,
      String title,
      PublisherSentence sentence,
      List<Pill> pills,
      List<String> facts,
      boolean paused) {
    public Card {
      pills = List.copyOf(pills);
      facts = List.copyOf(facts);
    }
  }

  /** A time, for people and for machines. */
  static String day(Instant instant) {
    return new DisplayDate(instant).shown();
  }

  /** The trusted publishers of a package, and the CI systems that another can be of. */
  record Publishers(Frame frame, Place place, List<Card> cards, List<Way> providers)
      implements OfPackage {
    public Publishers {
      cards = List.copyOf(cards);
      providers = List.copyOf(providers);
    }
  }

  /**
   * A field for a setting.
   *
   * @param id its name in the form, and by which it is found on the page
   * @param title its name for people
   * @param many whether it takes several texts, a line for each
   * @param error why it was refused; empty if it was not
   */
  record Input(
      String id,
      String title,
      String value,
      String example,
      String help,
      boolean required,
      boolean many,
      String error) {
    boolean failed() {
      return !error.isEmpty();
    }

    /** The ids of what is said about it; nothing if nothing is. */
    @Nullable String describedBy() {
      var said = (failed() ? id + "-wrong " : "") + (help.isEmpty() ? "" : id + "-help");
      return said.isEmpty() ? null : said.strip();
    }
  }

  /** One of several things that can be chosen. */
  record Choice(String value, String title, String help, boolean chosen) {}

  /**
   * The fields of a trusted publisher.
   *
   * @param issuers those that it can be of; none where it follows from the settings
   * @param front the fields that most people need
   * @param more the conditions that make it stricter
   * @param npmsPowers the permissions that npm has
   * @param ownPowers the permissions that only we have
   */
  record Fields(
      List<Choice> issuers,
      List<Input> front,
      List<Input> more,
      List<Choice> npmsPowers,
      List<Choice> ownPowers,
      String powersError,
      Input label) {
    public Fields {
      issuers = List.copyOf(issuers);
      front = List.copyOf(front);
      more = List.copyOf(more);
      npmsPowers = List.copyOf(npmsPowers);
      ownPowers = List.copyOf(ownPowers);
    }

    /** Returns whether any of the further conditions is set, so that they are not hidden. */
    boolean opens() {
      return more.stream().anyMatch(input -> !input.value().isEmpty() || input.failed());
    }

    /** Lists those that were refused. */
    List<Input> failed() {
      return Stream.concat(front.stream(), more.stream()).filter(Input::failed).toList();
    }
  }

  /**
   * The form for a trusted publisher.
   *
   * @param link the address that was pasted
   * @param filled whether something was filled in that nobody typed
   * @param workflow that publishes with exactly these fields
   */
  record PublisherForm(
      Frame frame,
      Place place,
      Task task,
      String link,
      boolean filled,
      Fields fields,
      Optional<String> workflow)
      implements OfPackage {}

  /**
   * The purpose of a form for a trusted publisher.
   *
   * @param action where it is sent
   * @param provider the id of the CI system
   * @param providers the forms of all CI systems
   * @param edited the publisher that is changed; empty for a new one
   */
  record Task(
      String heading,
      String action,
      String button,
      String provider,
      String providerTitle,
      List<Way> providers,
      Optional<String> edited) {
    public Task {
      providers = List.copyOf(providers);
    }
  }

  /**
   * The question whether a change of a trusted publisher is meant.
   *
   * @param consequences what follows from it
   */
  record Question(
      Frame frame,
      Place place,
      String title,
      Card card,
      List<String> consequences,
      String action,
      String button,
      boolean destroys)
      implements OfPackage {
    public Question {
      consequences = List.copyOf(consequences);
    }
  }

  /**
   * The publishing access of a package.
   *
   * @param verified the sentence about a publish by a trusted publisher; empty before there is one
   * @param step which of the three steps comes next, from 1 on; 4 when all are done
   * @param writers who may write, as npm has it and as we have it beyond
   * @param rules what else is demanded, which can be ticked
   * @param tokens that could publish it
   */
  record Access(
      Frame frame,
      Place place,
      Optional<String> verified,
      int step,
      List<Choice> writers,
      List<Choice> rules,
      List<WritingToken> tokens)
      implements OfPackage {
    public Access {
      writers = List.copyOf(writers);
      rules = List.copyOf(rules);
      tokens = List.copyOf(tokens);
    }
  }

  /** A token that could publish a package. */
  record WritingToken(String user, String what, String endsWith, String made, String expires) {}

  /**
   * All trusted publishers that somebody may see.
   *
   * @param filters the parts of them that can be looked at alone
   * @param all the number of all of them
   */
  record AllTrust(Frame frame, List<Card> cards, List<Choice> filters, int all)
      implements SettingsPage {
    public AllTrust {
      cards = List.copyOf(cards);
      filters = List.copyOf(filters);
    }

    /** Returns the address of the settings of what a publisher is for. */
    String settings(Card card) {
      return site().base() + "/" + card.target() + "/-/settings/trust";
    }
  }
}
