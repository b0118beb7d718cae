package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Python pickled of a state dict, and nothing else. No code is ever run: a pickle's
 * calls are a handful of names that are only recorded here, and any other name or instruction is
 * refused.
 */
final class Unpickler {
  private static final String REBUILD = "torch._utils._rebuild_tensor";
  private static final String REBUILD_2 = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String ORDERED = "collections.OrderedDict";
  private static final Set<String> CALLABLE = Set.of(REBUILD, REBUILD_2, PARAMETER, ORDERED);
  private static final Set<String> STORAGES =
      Set.of("torch.FloatStorage", "torch.DoubleStorage", "torch.LongStorage");
  private static final int LONGEST = 1 << 20; // of a name; a broken file may ask for gigabytes

  /** Numbers that stand elsewhere in the file. */
  record Storage(String type, String key, long length) {}

  /** A view of a storage. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record View(Storage storage, long offset, long[] shape, long[] strides) {}

  private record Global(String name) {}

  private static final Object MARK = new Object();

  private final DataInputStream in;
  private final String file;
  private final ArrayList<@Nullable Object> stack = new ArrayList<>();
  private final Map<Integer, @Nullable Object> memo = new HashMap<>();

  Unpickler(DataInputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /** One pickle, up to its end: maps, lists, arrays for tuples, strings, longs, views. */
  @Nullable Object read() throws IOException {
    stack.clear();
    memo.clear();
    for (int code = in.readUnsignedByte(); code != '.'; code = in.readUnsignedByte()) {
      step(code);
    }
    return pop();
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> in.readUnsignedByte(); // protocol
      case 0x95 -> in.readLong(); // length of a frame
      case '(' -> stack.add(MARK);
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) in.readUnsignedByte());
      case 'M' -> stack.add(little(2));
      case 'J' -> stack.add((long) (int) little(4));
      case 0x8a -> stack.add(big());
      case 'X' -> stack.add(text((int) little(4)));
      case 0x8c -> stack.add(text(in.readUnsignedByte()));
      case '}' -> stack.add(new LinkedHashMap<@Nullable Object, @Nullable Object>());
      case ']' -> stack.add(new ArrayList<@Nullable Object>());
      case ')' -> stack.add(new Object[0]);
      case 't' -> stack.add(toMark());
      case 0x85 -> stack.add(last(1));
      case 0x86 -> stack.add(last(2));
      case 0x87 -> stack.add(last(3));
      case 'q' -> memo.put(in.readUnsignedByte(), top());
      case 'r' -> memo.put((int) little(4), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> stack.add(remembered(in.readUnsignedByte()));
      case 'j' -> stack.add(remembered((int) little(4)));
      case 'c' -> stack.add(global(line() + "." + line()));
      case 0x93 -> {
        Object name = pop();
        stack.add(global(pop() + "." + name));
      }
      case 'R' -> {
        Object[] arguments = as(Object[].class, pop());
        stack.add(call(as(Global.class, pop()).name(), arguments));
      }
      case 'b' -> pop(); // attributes of a dict: versions of modules
      case 'Q' -> stack.add(storage(as(Object[].class, pop())));
      case 's' -> {
        Object[] pair = last(2);
        map().put(pair[0], pair[1]);
      }
      case 'u' -> {
        Object[] pairs = toMark();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
          map().put(pairs[i], pairs[i + 1]);
        }
      }
      case 'a' -> {
        Object value = pop();
        list().add(value);
      }
      case 'e' -> {
        Object[] values = toMark();
        list().addAll(Arrays.asList(values));
      }
      default -> throw refused("the instruction 0x%02x".formatted(code));
    }
  }

  private Global global(String name) {
    if (!CALLABLE.contains(name) && !STORAGES.contains(name)) {
      throw refused("'" + name + "'");
    }
    return new Global(name);
  }

  private Object call(String name, Object[] arguments) {
    if (name.equals(ORDERED) && arguments.length == 0) {
      return new LinkedHashMap<@Nullable Object, @Nullable Object>();
    }
    if (name.equals(PARAMETER) && arguments.length > 0) {
      return as(View.class, arguments[0]);
    }
    if ((name.equals(REBUILD) || name.equals(REBUILD_2)) && arguments.length >= 4) {
      return new View(
          as(Storage.class, arguments[0]),
          as(Long.class, arguments[1]),
          longs(arguments[2]),
          longs(arguments[3]));
    }
    throw refused("a call of '" + name + "'");
  }

  /** ("storage", type, key, place, length, ...). */
  private Storage storage(Object[] id) {
    if (id.length < 5 || !"storage".equals(id[0])) {
      throw refused("a reference that is no storage");
    }
    return new Storage(
        as(Global.class, id[1]).name(), as(String.class, id[2]), as(Long.class, id[4]));
  }

  private long[] longs(@Nullable Object tuple) {
    Object[] values = as(Object[].class, tuple);
    long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = as(Long.class, values[i]);
    }
    return longs;
  }

  // ---- the stack ----

  private @Nullable Object pop() {
    if (stack.isEmpty()) {
      throw refused("an instruction without its operand");
    }
    return stack.remove(stack.size() - 1);
  }

  private @Nullable Object top() {
    Object value = pop();
    stack.add(value);
    return value;
  }

  private Object[] last(int count) {
    Object[] values = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return values;
  }

  private Object[] toMark() {
    int mark = stack.size() - 1;
    while (mark >= 0 && stack.get(mark) != MARK) {
      mark--;
    }
    if (mark < 0) {
      throw refused("a tuple without a beginning");
    }
    List<@Nullable Object> values = stack.subList(mark + 1, stack.size());
    Object[] copy = values.toArray();
    stack.subList(mark, stack.size()).clear();
    return copy;
  }

  private @Nullable Object remembered(int key) {
    if (!memo.containsKey(key)) {
      throw refused("a reference to nothing");
    }
    return memo.get(key);
  }

  @SuppressWarnings("unchecked")
  private Map<@Nullable Object, @Nullable Object> map() {
    return as(Map.class, top());
  }

  @SuppressWarnings("unchecked")
  private List<@Nullable Object> list() {
    return as(List.class, top());
  }

  private <T> T as(Class<T> type, @Nullable Object value) {
    if (!type.isInstance(value)) {
      throw refused("no %s where one must be".formatted(type.getSimpleName()));
    }
    return type.cast(value);
  }

  // ---- bytes ----

  private long little(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) in.readUnsignedByte() << (8 * i);
    }
    return value;
  }

  /** An integer of up to 255 bytes as a long; of a longer one its low 64 bits, a magic number. */
  private long big() throws IOException {
    int length = in.readUnsignedByte();
    long value = 0;
    int last = 0;
    for (int i = 0; i < length; i++) {
      last = in.readUnsignedByte();
      if (i < Long.BYTES) {
        value |= (long) last << (8 * i);
      }
    }
    boolean negative = length > 0 && length < Long.BYTES && last > Byte.MAX_VALUE;
    return negative ? value | -1L << (8 * length) : value;
  }

  private String text(int length) throws IOException {
    if (length < 0 || length > LONGEST) {
      throw refused("a text of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (text.length() > LONGEST) {
        throw refused("a name without an end");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private InputException refused(String what) {
    return InputException.of(
        file,
        "a state dict of tensors alone, since no code in it is run",
        what,
        "save model.state_dict() again, or convert it to safetensors");
  }
}
