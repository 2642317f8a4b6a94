#include <string.h>

#include "keiryo/convolution.h"

static inline void fill(uint8_t *target, size_t count, size_t element_bytes, uint32_t stage, uint8_t zero) {
  if (element_bytes != 1) {
    memset(target, 0, count * element_bytes);
  } else if (stage == KEIRYO_STAGE_INT16) {
    for (size_t i = 0; i < count; i++) ((int16_t *)target)[i] = zero;
  } else {
    memset(target, stage == KEIRYO_STAGE_SIGNED ? zero ^ 0x80 : zero, count);
  }
}

static inline void convert(
  const uint8_t *x, uint8_t *target, size_t count, size_t element_bytes, uint32_t stage) {
  if (stage == KEIRYO_STAGE_INT16) {
    for (size_t i = 0; i < count; i++) ((int16_t *)target)[i] = x[i];
  } else if (stage == KEIRYO_STAGE_SIGNED) {
    for (size_t i = 0; i < count; i++) target[i] = x[i] ^ 0x80;
  } else {
    memcpy(target, x, count * element_bytes);
  }
}

static void repeat(const uint8_t *x, uint8_t *target, size_t count, size_t multiplier, size_t element_bytes) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < multiplier; j++, target += element_bytes)
      memcpy(target, x + i * element_bytes, element_bytes);
}

void keiryo_stage_image(
  const uint8_t *x, size_t height, size_t width, size_t channels, size_t pad_top, size_t pad_left, size_t pad_bottom,
  size_t pad_right, size_t multiplier, size_t element_bytes, uint32_t stage, uint8_t zero, uint8_t *staged) {
  size_t bytes = element_bytes == 1 && stage == KEIRYO_STAGE_INT16 ? 2 : element_bytes;
  size_t pixel = channels * multiplier, row = (pad_left + width + pad_right) * pixel;
  // The right border of a row and the left one of the next lie side by side.
  size_t border = pad_top * row + pad_left * pixel;
  for (size_t y = 0; y < height; y++, x += width * channels * element_bytes) {
    fill(staged, border, element_bytes, stage, zero);
    staged += border * bytes;
    if (multiplier == 1) {
      convert(x, staged, width * channels, element_bytes, stage);
    } else {
      repeat(x, staged, width * channels, multiplier, element_bytes);
    }
    staged += width * pixel * bytes;
    border = (pad_right + pad_left) * pixel;
  }
  fill(staged, pad_right * pixel + pad_bottom * row, element_bytes, stage, zero);
}
