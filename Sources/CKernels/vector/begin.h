// Before the functions of one instruction set. KEIRYO_TARGET is its target string or undefined.
#ifndef KEIRYO_BEGIN_H
#define KEIRYO_BEGIN_H

#include <stddef.h>
#include <stdint.h>

#define KEIRYO_JOIN_(a, b) a##b
#define KEIRYO_JOIN(a, b) KEIRYO_JOIN_(a, b)
#define KEIRYO_TEXT_(a) #a
#define KEIRYO_TEXT(a) KEIRYO_TEXT_(a)
#define KEIRYO_PRAGMA_(x) _Pragma(#x)
#define KEIRYO_PRAGMA(x) KEIRYO_PRAGMA_(x)
#define KEIRYO_INLINE static inline __attribute__((always_inline))
// The compiler may not trade one offset for a pointer to every row: they would not fit the registers.
#define KEIRYO_KEEP_OFFSET(offset) __asm__("" : "+r"(offset))
#if defined(__clang__)
#define KEIRYO_UNROLL _Pragma("clang loop unroll(full)")
#else
#define KEIRYO_UNROLL _Pragma("GCC unroll 16")
#endif
// The result may lie where an operand lies: then element i is read before element i is written. Without this promise
// a loop that runs in place is not vector code.
#if defined(__clang__)
#define KEIRYO_IN_PLACE _Pragma("clang loop vectorize(assume_safety)")
#else
#define KEIRYO_IN_PLACE _Pragma("GCC ivdep")
#endif

#endif
