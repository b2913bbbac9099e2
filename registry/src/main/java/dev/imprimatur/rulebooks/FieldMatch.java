package dev.imprimatur.rulebooks;

import dev.imprimatur.provenance.Identity.Field;

/**
 * A field of a certificate and the text that must stand there, as the identity token of the job
 * that publishes says it.
 */
public record FieldMatch(Field field, String expected) {}
