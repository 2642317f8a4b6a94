// What a learner's file sees after `import LabKit`: tensors, and the C library for `log2`, `exp` and their kin, which is
// found faster than Foundation.
@_exported public import Tensors

#if canImport(Darwin)
  @_exported public import Darwin
#else
  @_exported public import Glibc
#endif
