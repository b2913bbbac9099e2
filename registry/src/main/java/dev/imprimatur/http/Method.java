package dev.imprimatur.http;

/** The methods (RFC 9110, section 9) that this registry answers; HEAD is GET without a body. */
public enum Method {
  GET,
  POST,
  PUT,
  DELETE
}
