package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types as safetensors names them. */
enum Dtype {
  F64(ScalarType.Double, 8),
  I64(ScalarType.Long, 8),
  F32(ScalarType.Float, 4),
  I32(ScalarType.Int, 4),
  F16(ScalarType.Half, 2),
  BF16(ScalarType.BFloat16, 2),
  I16(ScalarType.Short, 2),
  I8(ScalarType.Char, 1),
  U8(ScalarType.Byte, 1),
  BOOL(ScalarType.Bool, 1);

  final ScalarType type;
  final int bytes;

  Dtype(ScalarType type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  static Dtype of(ScalarType type) {
    for (Dtype dtype : values()) {
      if (dtype.type == type.intern()) {
        return dtype;
      }
    }
    throw new IllegalArgumentException("a tensor of type " + type + " cannot be saved");
  }

  static Dtype of(String name, String where) {
    for (Dtype dtype : values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw InputException.of(
        "dtype of " + where,
        "one of " + java.util.Arrays.toString(values()),
        "'" + name + "'",
        "convert the file");
  }

  boolean floating() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }
}
