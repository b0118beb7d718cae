/**
 * The commands, one file each. Read {@link dev.omnivae.app.command.Omnivae} first: the options all
 * of them share and the map of the rest.
 */
@NullMarked
package dev.omnivae.app.command;

import org.jspecify.annotations.NullMarked;
