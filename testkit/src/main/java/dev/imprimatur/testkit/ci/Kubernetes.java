package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A Kubernetes cluster (kubernetes.io/docs, "Managing Service Accounts"). A pod has its token in a
 * file of a projected volume, which its command puts into {@code NPM_ID_TOKEN}.
 */
public final class Kubernetes {
  private static final String OBJECT = "kubernetes.io";

  public static final CiSystem SYSTEM =
      new CiSystem(
          "kubernetes",
          new Site("{server}", "/openid/v1/jwks"),
          Signing.PLAIN,
          Supply.GIVEN,
          Kubernetes::say,
          claims -> Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1"));

  private Kubernetes() {}

  /** Returns a pod that runs under a service account. */
  public static Workload pod(String namespace, String account) {
    return Workload.of(SYSTEM)
        .fact("sub", "system:serviceaccount:" + namespace + ":" + account)
        .fact(OBJECT, object(namespace, account, Derived.uuid(namespace + " " + account)));
  }

  /** Lets the account be one that was deleted and made anew under its name. */
  public static UnaryOperator<Workload> madeAnew() {
    return job -> {
      var names = job.chosen("sub").split(":", -1);
      var id = Derived.uuid(names[2] + " " + names[3] + " anew");
      return job.fact(OBJECT, object(names[2], names[3], id));
    };
  }

  /** Lets the account be of an old kind, whose token lies in a secret and never ends. */
  public static UnaryOperator<Workload> secret() {
    return job ->
        job.with("iss", "kubernetes/serviceaccount").without("aud").without("exp").without("iat");
  }

  private static Map<String, Object> object(String namespace, String account, String id) {
    var object = new LinkedHashMap<String, Object>();
    object.put("namespace", namespace);
    object.put("node", Map.of("name", "node-1", "uid", Derived.uuid("node-1")));
    object.put("pod", Map.of("name", "build-1", "uid", Derived.uuid("build-1")));
    object.put("serviceaccount", Map.of("name", account, "uid", id));
    return object;
  }

  private static void say(ClaimsBuilder said) {
    said.withId().forItsReaders();
    said.lasting(Duration.ofHours(1)).goodBefore(Duration.ZERO);
  }
}
