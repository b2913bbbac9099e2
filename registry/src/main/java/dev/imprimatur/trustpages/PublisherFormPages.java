package dev.imprimatur.trustpages;

import dev.imprimatur.accountpages.NextPage;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.SettingsPage;
import dev.imprimatur.pages.SettingsPage.Choice;
import dev.imprimatur.pages.SettingsPage.Input;
import dev.imprimatur.pages.SettingsPage.Section;
import dev.imprimatur.providers.Workflow;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSentence;
import dev.imprimatur.trustadmin.IdLookup;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.trustpages.SettingsDesk.Owner;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form for a trusted publisher, made from the rulebook of its CI system. What it saves goes the
 * way of npm's trust API from the JSON on.
 */
public final class PublisherFormPages {
  private static final String TRUST = Section.TRUST.path();
  private static final int WRONG = 400;
  private static final Set<Permission> USUAL = Set.of(Permission.PUBLISH);
  private static final Set<Permission> NPMS = Set.of(Permission.PUBLISH, Permission.STAGE);

  private final SettingsDesk desk;
  private final PublisherPages all;
  private final TrustedPublishers keeping;
  private final TrustJson json;
  private final IdLookup lookup;
  private final FilledIn filledIn;

  public PublisherFormPages(
      SettingsDesk desk,
      PublisherPages all,
      TrustedPublishers keeping,
      TrustJson json,
      IdLookup lookup,
      FilledIn filledIn) {
    this.desk = desk;
    this.all = all;
    this.keeping = keeping;
    this.json = json;
    this.lookup = lookup;
    this.filledIn = filledIn;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page(TRUST + "/new", owner -> open(owner, Optional.empty())),
        desk.form(TRUST + "/new", (owner, form) -> take(owner, form, Optional.empty())),
        desk.page(TRUST + "/{id}", owner -> open(owner, Optional.of(all.publisher(owner)))),
        desk.form(
            TRUST + "/{id}",
            (owner, form) -> take(owner, form, Optional.of(all.publisher(owner)))));
  }

  /**
   * A form as it stands.
   *
   * @param issuer that is chosen; empty where it follows from the settings
   * @param judged whether it was sent, so that what is wrong with it is said
   */
  private record Draft(
      Provider provider,
      Optional<Issuer> issuer,
      PublisherDraft settings,
      Set<Permission> powers,
      String label,
      boolean judged) {
    boolean isRight() {
      return settings.isRight() && !powers.isEmpty();
    }

    Draft sent() {
      return new Draft(provider, issuer, settings, powers, label, true);
    }

    Draft filled(FilledIn.Found found) {
      return new Draft(
          provider,
          Optional.of(found.issuer()),
          settings.filled(found.settings()),
          powers,
          label,
          judged);
    }
  }

  private Reply open(Owner owner, Optional<Publisher> edited) {
    UnaryOperator<String> typed = name -> owner.visit().request().typed(name);
    var link = typed.apply("link").strip();
    var pasted = filledIn.from(link);
    var provider =
        pasted
            .map(found -> found.issuer().provider())
            .or(() -> provider(typed.apply("provider")))
            .or(() -> edited.map(publisher -> publisher.identity().provider()));
    if (provider.isEmpty()) {
      return all.instead(
          owner,
          link.isEmpty()
              ? "Select your publisher: there is none of that name."
              : "That is the address of no CI system whose issuer this registry trusts. Select"
                  + " your publisher below, or ask the operator to add its issuer.");
    }
    var draft = draft(provider.get(), typed, edited);
    if (draft.isEmpty()) {
      return all.instead(owner, noIssuer(provider.get()));
    }
    var found = pasted.or(() -> own(owner, draft.get(), edited));
    var shown = found.map(each -> draft.get().filled(each)).orElse(draft.get());
    boolean byAddress = edited.isEmpty() && !draft.get().settings().isEmpty();
    var frame =
        link.isEmpty() || pasted.isPresent()
            ? owner.visit().frame()
            : owner
                .visit()
                .frame()
                .alert("No project of %s has that address.".formatted(provider.get().title()));
    return owner
        .visit()
        .show(page(new Shown(owner, shown, edited), frame, found.isPresent() || byAddress));
  }

  private static String noIssuer(Provider provider) {
    return ("This registry trusts no issuer of %s yet; its operator adds one:"
            + " imprimatur issuer add %s")
        .formatted(provider.title(), provider.id());
  }

  /** Reads the package's own repository, where nothing else says which project is meant. */
  private Optional<FilledIn.Found> own(Owner owner, Draft draft, Optional<Publisher> edited) {
    return edited.isEmpty() && draft.settings().isEmpty()
        ? filledIn.found(filledIn.repository(owner.name()), draft.provider())
        : Optional.empty();
  }

  private Optional<Provider> provider(String id) {
    return json.providers().find(id);
  }

  /** Reads a form; empty where no issuer of the provider is trusted, so that it has no rules. */
  private Optional<Draft> draft(
      Provider provider, UnaryOperator<String> typed, Optional<Publisher> edited) {
    var same = edited.filter(publisher -> publisher.identity().provider() == provider);
    var candidates = filledIn.issuers(provider);
    var wanted =
        Optional.of(typed.apply("issuer"))
            .filter(url -> !url.isEmpty())
            .or(() -> same.map(publisher -> publisher.identity().issuer()));
    var issuer =
        candidates.stream()
            .filter(each -> wanted.filter(each.url()::equals).isPresent())
            .findFirst()
            .or(() -> candidates.stream().findFirst().filter(_ -> candidates.size() == 1));
    if (candidates.isEmpty() && !provider.derivesIssuer()) {
      return Optional.empty();
    }
    var powers = powers(typed, edited);
    var rulebook =
        issuer
            .or(() -> candidates.stream().findFirst())
            .map(each -> each.rulebook(new PublisherPermissions(powers, List.of())))
            .orElseGet(provider::rulebook);
    var settings = PublisherDraft.typed(rulebook, typed);
    boolean fresh = settings.isEmpty() && same.isPresent();
    return Optional.of(
        new Draft(
            provider,
            provider.derivesIssuer() ? Optional.empty() : issuer,
            fresh ? PublisherDraft.of(rulebook, same.get().identity().settings()) : settings,
            powers,
            fresh ? same.get().origin().label() : typed.apply("label").strip(),
            false));
  }

  private static Set<Permission> powers(UnaryOperator<String> typed, Optional<Publisher> edited) {
    var ticked =
        Arrays.stream(Permission.values())
            .filter(each -> !typed.apply(each.wire()).isEmpty())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
    boolean sent = !typed.apply("form").isEmpty();
    return sent || !ticked.isEmpty()
        ? ticked
        : edited.map(publisher -> publisher.powers().permissions()).orElse(USUAL);
  }

  private Reply take(Owner owner, Form form, Optional<Publisher> edited) {
    var provider = provider(form.text("provider"));
    var draft = provider.flatMap(each -> draft(each, form::text, edited));
    if (draft.isEmpty()) {
      return all.instead(owner, "Select your publisher.");
    }
    var shown = new Shown(owner, draft.get(), edited);
    if (!form.text("show").isEmpty()) {
      return owner.visit().show(page(shown, owner.visit().frame(), false));
    }
    if (!draft.get().isRight()) {
      return owner.visit().show(WRONG, page(shown.sent(), owner.visit().frame(), false));
    }
    return desk.change(
        owner,
        task(shown).action() + "?" + query(draft.get()),
        confirmed -> {
          save(confirmed, draft.get(), edited);
          return owner.visit().go(owner.at(TRUST));
        },
        frame -> page(shown.sent(), frame, false));
  }

  private void save(Owner owner, Draft draft, Optional<Publisher> edited) {
    var spec = lookup.completed(json.read(owner.target(), wanted(draft, edited)));
    if (edited.isPresent()) {
      keeping.edit(edited.get().id(), spec, owner.person());
    } else {
      keeping.add(owner.target(), List.of(spec), owner.person());
    }
  }

  /** Writes what is wanted as npm's trust API does, with what the form does not show as it was. */
  private JsonObject wanted(Draft draft, Optional<Publisher> edited) {
    var claims = draft.settings().claims();
    var wanted =
        JsonObject.with("type", draft.provider().id())
            .and(
                "claims",
                draft
                    .issuer()
                    .map(issuer -> claims.but().and("iss", issuer.url()).build())
                    .orElse(claims))
            .and(
                "permissions",
                JsonArray.ofTexts(draft.powers().stream().sorted().map(Permission::wire).toList()))
            .and("label", draft.label());
    if (edited.isPresent()) {
      var before = json.writeAll(edited.get());
      before.get("distTags").ifPresent(tags -> wanted.and("distTags", tags));
      before.get("token").ifPresent(terms -> wanted.and("token", terms));
    }
    return wanted.build();
  }

  /** Writes a form into an address, which fills it in again. */
  private static String query(Draft draft) {
    var fields = new HashMap<>(draft.settings().texts());
    fields.put("provider", draft.provider().id());
    fields.put("label", draft.label());
    draft.issuer().ifPresent(issuer -> fields.put("issuer", issuer.url()));
    draft.powers().forEach(power -> fields.put(power.wire(), "yes"));
    return fields.entrySet().stream()
        .filter(field -> !field.getValue().isEmpty())
        .sorted(Map.Entry.comparingByKey())
        .map(field -> NextPage.encoded(field.getKey()) + "=" + NextPage.encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** A form that is shown to an owner. */
  private record Shown(Owner owner, Draft draft, Optional<Publisher> edited) {
    Shown sent() {
      return new Shown(owner, draft.sent(), edited);
    }
  }

  private AccountPage page(Shown shown, AccountPage.Frame frame, boolean filled) {
    return new SettingsPage.PublisherForm(
        frame,
        desk.place(shown.owner(), Section.TRUST),
        task(shown),
        shown.owner().visit().request().typed("link").strip(),
        filled,
        fields(shown.draft()),
        workflow(shown));
  }

  private SettingsPage.Task task(Shown shown) {
    var owner = shown.owner();
    var id = shown.edited().map(publisher -> publisher.id().toString());
    var action = owner.at(TRUST + "/" + id.orElse("new"));
    var provider = shown.draft().provider();
    return new SettingsPage.Task(
        id.isPresent() ? "Edit a trusted publisher" : "Add a trusted publisher",
        action,
        id.isPresent() ? "Save changes" : "Add publisher",
        provider.id(),
        provider.title(),
        json.providers().all().stream()
            .map(each -> new AccountPage.Way(each.title(), action + "?provider=" + each.id()))
            .toList(),
        id);
  }

  private SettingsPage.Fields fields(Draft draft) {
    boolean judged = draft.judged();
    return new SettingsPage.Fields(
        draft.provider().derivesIssuer() ? List.of() : issuers(draft),
        draft.settings().front(judged),
        draft.settings().more(judged),
        powers(draft, NPMS::contains),
        powers(draft, each -> !NPMS.contains(each)),
        judged && draft.powers().isEmpty() ? "It must be allowed something." : "",
        new Input(
            "label",
            "Label",
            draft.label(),
            "Releases",
            "What you call it, to tell it from others.",
            false,
            false,
            ""));
  }

  private List<Choice> issuers(Draft draft) {
    return filledIn.issuers(draft.provider()).stream()
        .map(each ->
            new Choice(
                each.url(), each.host(), "", draft.issuer().filter(each::equals).isPresent()))
        .toList();
  }

  private static List<Choice> powers(Draft draft, Predicate<Permission> which) {
    return Stream.of(Permission.values()).filter(which).map(each -> power(each, draft)).toList();
  }

  private static Choice power(Permission power, Draft draft) {
    return new Choice(
        power.wire(),
        switch (power) {
          case PUBLISH -> "npm publish";
          case STAGE -> "npm stage publish";
          default -> PublisherSentence.power(power);
        },
        switch (power) {
          case PUBLISH -> "Versions are there at once.";
          case STAGE -> "Versions wait until a person approves them.";
          case TAG -> "npm dist-tag alone; whoever may publish may do that as well.";
          case DEPRECATE -> "npm deprecate.";
          case READ -> "Reads private packages, with rules of its own.";
          case MANAGE -> "Changes the publishers of this package: for infrastructure as code.";
        },
        draft.powers().contains(power));
  }

  private Optional<String> workflow(Shown shown) {
    var draft = shown.draft();
    var registry = shown.owner().visit().request();
    var address = desk.desk().addressFor(registry).replaceFirst("/$", "");
    var texts = new HashMap<>(draft.settings().firsts());
    texts.put(Workflow.REGISTRY, address);
    texts.put(Workflow.AUDIENCE, "npm:" + URI.create(address).getHost());
    texts.put(
        Workflow.RUNNER,
        draft
            .issuer()
            .filter(issuer -> !issuer.provider().hostsRunners(issuer.url()))
            .map(_ -> "self-hosted")
            .orElse("ubuntu-latest"));
    return Workflow.of(draft.provider()).map(workflow -> workflow.with(texts));
  }
}
