package dev.imprimatur;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * What the build runs on PostgreSQL as well, a test or all tests of a class: what can differ there.
 * That is what happens at the same time (locks, races, transactions that begin again), what becomes
 * of a database that fails, what it compares, orders or rounds, what its constraints refuse, and
 * the first use of a statement. What a client is told is not: no room but {@code db} knows which
 * database there is.
 *
 * <p>Every other test can be run there with {@code -Dimprimatur.test.database=postgres}.
 */
@Tag("sql")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OnPostgres {}
