package dev.omnivae.core.testing;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests on tensors: one thread, the engine started, a scope of its own around every test. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnEngine.Start.class)
public @interface OnEngine {
  /** Starts the engine and opens scopes. */
  final class Start implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace OWN =
        ExtensionContext.Namespace.create(OnEngine.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      Engine.start(1);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      context.getStore(OWN).put(Scope.class, Scope.open());
    }

    @Override
    public void afterEach(ExtensionContext context) {
      Objects.requireNonNull(context.getStore(OWN).remove(Scope.class, Scope.class)).close();
    }
  }
}
