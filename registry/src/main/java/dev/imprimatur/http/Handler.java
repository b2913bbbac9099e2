package dev.imprimatur.http;

import java.io.IOException;

/**
 * The handler of requests that the gate has let in; it may wait, as it runs on its own thread.
 *
 * @param <C> whom the gate has recognised
 */
public interface Handler<C> {
  Reply answer(Request request, C caller) throws IOException;
}
