package dev.imprimatur.http;

import java.util.Optional;

/**
 * The answering of requests that need no waiting: no disk, no database, no lock. It runs on the
 * thread that serves every connection, so whatever waits here stops them all; when in doubt it
 * answers nothing, and the request goes the ordinary way. A file that it answers with is read on
 * another thread.
 */
public interface FastPath {
  Optional<Reply> answer(Request request);
}
