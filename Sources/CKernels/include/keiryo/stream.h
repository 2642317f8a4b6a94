#ifndef KEIRYO_STREAM_H
#define KEIRYO_STREAM_H

#include "convolution.h"
#include "depthwise.h"

// Scratches that threads may work in side by side.
#define KEIRYO_STREAM_LANES 4

// [1 × 1 convolution →] depthwise convolution → 1 × 1 convolution, a few rows at a time, so that what lies between them
// stays in the cache and is never held whole.
typedef struct {
  keiryo_convolution expansion, projection;  // without padding, weights packed; expansion.packed is NULL: none
  keiryo_depthwise depthwise;                // weights packed
  size_t strip;                  // rows of the depthwise outputs made at once
  size_t kept;                   // rows of the expanded image in memory, no fewer than a strip needs
  size_t strip_offset;           // bytes, in a lane: depthwise outputs behind the expanded rows
  size_t lane_bytes;
} keiryo_stream;

// Buffers: x, [residual], y, scratch of KEIRYO_STREAM_LANES · lane_bytes.
void keiryo_stream_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
