/**
 * Recipes: YAML files that describe a run, found by name, extended and overridden. Read {@link
 * dev.omnivae.app.recipe.Recipes} first.
 */
@NullMarked
package dev.omnivae.app.recipe;

import org.jspecify.annotations.NullMarked;
