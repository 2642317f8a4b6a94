// One row of a depthwise convolution, float32 and codes. Needs the vectors of one instruction set.
#include "../tile/requantize.h"
#include "keiryo/depthwise.h"

#define DW_PIXELS 4

#ifdef DW_FLOAT
KEIRYO_INLINE void f32_depthwise_pixels(
  const keiryo_depthwise_row *r, const size_t pixels, const size_t taps, const vf *kept, size_t c, size_t n,
  size_t x) {
  const uint8_t *source = r->x + x * r->pixel_bytes + c * sizeof(float);
  const float *w = (const float *)r->weights + c;
  vf acc[DW_PIXELS];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = vf_set(0);
  KEIRYO_UNROLL for (size_t t = 0; t < taps; t++) {
    vf weight = kept ? kept[t] : vf_load(w + t * r->weight_stride);
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) {
      const float *at = (const float *)(source + i * r->pixel_bytes + r->taps[t]);
      acc[i] = vf_fma(n >= VF_WIDTH ? vf_load(at) : vf_load_part(at, n), weight, acc[i]);
    }
  }
  vf low = vf_set(r->epilogue->low), high = vf_set(r->epilogue->high);
  const float *bias = r->bias;
  vf b = bias ? (n >= VF_WIDTH ? vf_load(bias + c) : vf_load_part(bias + c, n)) : vf_set(0);
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) {
    vf y = vf_clamp(bias ? vf_add(acc[i], b) : acc[i], low, high);
    float *target = (float *)r->y + (x + i) * r->channels + c;
    if (n >= VF_WIDTH) {
      vf_store(target, y);
    } else {
      vf_store_part(target, y, n);
    }
  }
}

KEIRYO_INLINE void f32_depthwise_any(const keiryo_depthwise_row *r, size_t c, size_t n) {
  const uint8_t *first = r->x + c * sizeof(float);
  const float *w = (const float *)r->weights + c;
  for (size_t x = 0; x < r->width; x += DW_PIXELS) {
    size_t pixels = r->width - x < DW_PIXELS ? r->width - x : DW_PIXELS;
    vf acc[DW_PIXELS] = {vf_set(0), vf_set(0), vf_set(0), vf_set(0)};
    for (size_t t = 0; t < r->tap_count; t++) {
      vf weight = n >= VF_WIDTH ? vf_load(w + t * r->weight_stride) : vf_load_part(w + t * r->weight_stride, n);
      const uint8_t *source = first + x * r->pixel_bytes + r->taps[t];
      KEIRYO_UNROLL for (size_t i = 0; i < DW_PIXELS; i++) {
        if (i >= pixels) break;
        const float *at = (const float *)(source + i * r->pixel_bytes);
        acc[i] = vf_fma(n >= VF_WIDTH ? vf_load(at) : vf_load_part(at, n), weight, acc[i]);
      }
    }
    const float *bias = r->bias;
    for (size_t i = 0; i < pixels; i++) {
      vf y = bias ? vf_add(acc[i], vf_load_part(bias + c, n)) : acc[i];
      vf_store_part((float *)r->y + (x + i) * r->channels + c,
        vf_clamp(y, vf_set(r->epilogue->low), vf_set(r->epilogue->high)), n);
    }
  }
}

// 3 × 3 with the nine weights in registers.
KEIRYO_INLINE void f32_depthwise_nine(const keiryo_depthwise_row *r, size_t c) {
  vf kept[9];
  KEIRYO_UNROLL for (size_t t = 0; t < 9; t++) kept[t] = vf_load((const float *)r->weights + t * r->weight_stride + c);
  size_t x = 0;
  for (; x + DW_PIXELS <= r->width; x += DW_PIXELS) f32_depthwise_pixels(r, DW_PIXELS, 9, kept, c, VF_WIDTH, x);
  for (; x < r->width; x++) f32_depthwise_pixels(r, 1, 9, kept, c, VF_WIDTH, x);
}

void KEIRYO_JOIN(keiryo_f32_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r);
void KEIRYO_JOIN(keiryo_f32_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r) {
  for (size_t c = 0; c < r->channels; c += VF_WIDTH) {
    size_t n = r->channels - c < VF_WIDTH ? r->channels - c : VF_WIDTH;
    if (r->tap_count == 9 && n == VF_WIDTH) {
      f32_depthwise_nine(r, c);
    } else {
      f32_depthwise_any(r, c, n);
    }
  }
}
#endif

#ifdef DW_CODES
#include "depthwise_codes.h"
#endif
