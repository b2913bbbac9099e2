package dev.imprimatur.publish;

import java.util.UUID;

/**
 * A version that was staged.
 *
 * @param before whether it was staged already: an answer got lost, and its sender asks again
 */
record StageResult(UUID id, boolean before) {}
