package dev.imprimatur.http;

import java.io.IOException;

/**
 * Answers a request that the gate has let in; may wait, as it runs on a thread of its own.
 *
 * @param <C> whom the gate has recognised
 */
public interface Handler<C> {
  Reply answer(Request request, C caller) throws IOException;
}
