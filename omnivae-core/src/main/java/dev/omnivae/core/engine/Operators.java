package dev.omnivae.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.DoubleList;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongList;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/**
 * Any ATen operator by name, through libtorch's dispatcher: also those the binding has no method
 * for, such as the fused optimisers.
 */
public final class Operators {
  private static final Map<String, OperatorHandle> HANDLES = new ConcurrentHashMap<>();

  private Operators() {}

  /**
   * Calls an operator with every argument of its schema, in order.
   *
   * @param name with namespace, and overload after a dot: {@code aten::add.Tensor}
   * @param arguments each a Tensor, Double, Long, Integer, Boolean, String, {@code long[]}, {@code
   *     double[]}, a list of tensors, an {@link IValue} made before, or null for an absent optional
   * @return what it returns; empty for an operator that works in place
   * @throws IllegalArgumentException for a name libtorch does not know, or an argument of another
   *     type
   */
  public static List<Tensor> call(String name, @Nullable Object... arguments) {
    OperatorHandle handle = HANDLES.computeIfAbsent(name, Operators::find);
    try (Scope scope = Scope.open()) {
      IValueVector stack = new IValueVector();
      for (Object argument : arguments) {
        stack.push_back(value(argument));
      }
      handle.callBoxed(stack);
      List<Tensor> results = new ArrayList<>();
      for (long i = 0; i < stack.size(); i++) {
        IValue result = stack.get(i);
        if (result.isTensor()) {
          results.add(scope.keep(new Tensor(result.toTensor()))); // its own: the stack goes
        }
      }
      return results;
    }
  }

  /** A list of tensors as an argument, to be made once and passed at every call. */
  public static IValue list(Iterable<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }

  private static IValue value(@Nullable Object argument) {
    if (argument == null) {
      return new IValue();
    }
    if (argument instanceof IValue value) {
      return value;
    }
    if (argument instanceof Tensor tensor) {
      return new IValue(tensor);
    }
    if (argument instanceof Double number) {
      return new IValue(number.doubleValue());
    }
    if (argument instanceof Long number) {
      return new IValue(number.longValue());
    }
    if (argument instanceof Integer number) {
      return new IValue(number.longValue());
    }
    if (argument instanceof Boolean truth) {
      return new IValue(truth.booleanValue());
    }
    if (argument instanceof String text) {
      return new IValue(text);
    }
    if (argument instanceof long[] numbers) {
      GenericList list = new GenericList(new LongList(1).elementType());
      for (long number : numbers) {
        list.push_back(new IValue(number));
      }
      return new IValue(list);
    }
    if (argument instanceof double[] numbers) {
      GenericList list = new GenericList(new DoubleList(1).elementType());
      for (double number : numbers) {
        list.push_back(new IValue(number));
      }
      return new IValue(list);
    }
    if (argument instanceof List<?> items) {
      // an IValue made from a TensorVector would silently become a pointer
      List<Tensor> tensors = new ArrayList<>();
      items.forEach(item -> tensors.add((Tensor) item));
      return list(tensors);
    }
    throw new IllegalArgumentException(
        "operator argument must be a tensor, number, text, list or null, got "
            + argument.getClass().getName());
  }

  private static OperatorHandle find(String name) {
    int dot = name.indexOf('.');
    String base = dot < 0 ? name : name.substring(0, dot);
    String overload = dot < 0 ? "" : name.substring(dot + 1);
    OperatorHandle handle;
    try {
      handle = Dispatcher.singleton().findSchemaOrThrow(base, overload);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "operator must be known to libtorch, got '" + name + "'; see the schemas of ATen", e);
    }
    // retained: it outlives the scope it happens to be found in
    return handle.retainReference();
  }
}
