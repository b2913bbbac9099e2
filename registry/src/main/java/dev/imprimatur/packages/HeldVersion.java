package dev.imprimatur.packages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.UUID;

/**
 * A version that was taken, and that nobody sees until an owner lets it go.
 *
 * @param tag the dist-tag that it will get
 * @param why it is held
 */
public record HeldVersion(
    UUID id, PackageName name, DistTag tag, String why, Instant heldAt, NewVersion version) {}
