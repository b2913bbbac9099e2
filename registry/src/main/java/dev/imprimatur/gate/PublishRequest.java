package dev.imprimatur.gate;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Version;

/** The exact version, dist-tag and content of a publish. */
public record PublishRequest(Version version, DistTag tag, Integrity integrity) {}
