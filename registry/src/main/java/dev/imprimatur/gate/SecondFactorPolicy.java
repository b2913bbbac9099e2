package dev.imprimatur.gate;

/** The policy on people who have no second factor. */
public enum SecondFactorPolicy {
  /** They publish and read, and decide nothing. */
  REQUIRED,
  /** They may do all that others may. */
  OPTIONAL
}
