/** Owners decide whom packages trust, the operator whom the registry trusts. */
@NullMarked
package dev.imprimatur.trustadmin;

import org.jspecify.annotations.NullMarked;
