package dev.imprimatur.access;

import dev.imprimatur.db.Tx;

/**
 * The knowledge of who has a second factor, which is a floor above: an organization may demand one
 * of its members.
 */
public interface SecondFactorHolders {
  boolean has(Tx tx, UserName user);
}
