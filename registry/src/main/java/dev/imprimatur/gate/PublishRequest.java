package dev.imprimatur.gate;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Version;

/** What exactly a publish would make true. */
public record PublishRequest(Version version, DistTag tag, Integrity integrity) {}
