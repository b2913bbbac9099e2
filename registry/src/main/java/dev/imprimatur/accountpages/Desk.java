package dev.imprimatur.accountpages;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Method;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.pages.Site;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.webauthn.RelyingParty;
import java.io.IOException;
import java.net.URI;
import java.util.random.RandomGenerator;

/**
 * The maker of these pages' routes. A form can be taken in no other way than by {@link #form},
 * which looks at where it was sent from; so no route can forget to.
 */
public final class Desk {
  private static final int FORM_BYTES_MAX = 128 * 1024;

  private final PublicUrl publicUrl;
  private final Site site;
  private final RandomGenerator random;

  public Desk(PublicUrl publicUrl, RandomGenerator random) {
    this.publicUrl = publicUrl;
    this.site = Site.of(publicUrl);
    this.random = random;
  }

  /** Shows a page to whoever opens it. */
  public interface PageHandler {
    Reply show(Visit visit);
  }

  /** Takes a form of a page. */
  public interface FormHandler {
    Reply take(Visit visit, Form form);
  }

  /** Shows a page to who has signed in. */
  public interface OwnPageHandler {
    Reply show(Visit visit, Caller.Person person);
  }

  /** Takes a form of who has signed in. */
  public interface OwnFormHandler {
    Reply take(Visit visit, Caller.Person person, Form form);
  }

  /** The address of this registry for whoever asks, with a slash at its end. */
  public String addressFor(Request request) {
    return publicUrl.seenBy(request);
  }

  public Site site() {
    return site;
  }

  public Route<Action, Caller> page(String path, PageHandler handler) {
    return Route.<Action, Caller>route(
            Method.GET,
            path,
            request -> new Action.Browse(),
            (request, caller) -> handler.show(visit(request, caller)))
        .forBrowsers();
  }

  public Route<Action, Caller> form(String path, FormHandler handler) {
    return Route.route(
        Method.POST,
        path,
        request -> new Action.Browse(),
        (request, caller) -> {
          var visit = visit(request, caller);
          return handler.take(visit, ownForm(visit));
        });
  }

  /** Makes the route of a page for who has signed in; anybody else signs in first. */
  public Route<Action, Caller> ownPage(String path, OwnPageHandler handler) {
    return page(
        path,
        visit ->
            visit
                .person()
                .map(person -> handler.show(visit, person))
                .orElseGet(() -> visit.go(signInFor(visit.request()))));
  }

  /** Makes the route of a form for who has signed in; whose session is over signs in again. */
  public Route<Action, Caller> ownForm(String path, OwnFormHandler handler) {
    return form(
        path,
        (visit, form) ->
            visit
                .person()
                .map(person -> handler.take(visit, person, form))
                .orElseGet(() -> visit.go(site.signIn())));
  }

  private Visit visit(Request request, Caller caller) {
    var party = RelyingParty.at(URI.create(publicUrl.seenBy(request)));
    return Visit.of(request, caller, new Visit.Place(site, party), random);
  }

  /**
   * Reads a form that one of our pages sent, from this browser and since it signed in or out. The
   * browser says so itself, and the form's own token does again, for where it does not.
   */
  private Form ownForm(Visit visit) throws IOException {
    if (!publicUrl.isSentByOwnPage(visit.request())) {
      throw new PeopleProblem.FormRefused("a page of this registry did not send it").asException();
    }
    var form = visit.request().form(FORM_BYTES_MAX);
    if (visit.fresh() || !Secret.of(form.text("form")).equals(visit.formToken())) {
      throw new PeopleProblem.FormRefused(
              "its page is from before you signed in or out, or your browser keeps no cookies")
          .asException();
    }
    return form;
  }

  private String signInFor(Request request) {
    return site.signIn() + "?next=" + NextPage.encoded(request.rawPathAndQuery());
  }
}
