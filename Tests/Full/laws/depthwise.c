// Depthwise convolutions against plain loops, at widths and channels around every block and border.
#include "keiryo/depthwise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

typedef struct {
  size_t height, width, channels, kernel, stride, dilation, before, after;
} geometry;

static size_t outputs(const geometry *g, size_t extent) {
  return (extent + g->before + g->after - g->dilation * (g->kernel - 1) - 1) / g->stride + 1;
}

static keiryo_depthwise parameters(const geometry *g, size_t element_bytes) {
  keiryo_depthwise p = {
    .batch = 1, .height = g->height, .width = g->width, .channels = g->channels, .multiplier = 1,
    .output_height = outputs(g, g->height), .output_width = outputs(g, g->width), .pad_top = g->before,
    .pad_left = g->before, .stride_height = g->stride, .stride_width = g->stride, .dilation_height = g->dilation,
    .dilation_width = g->dilation, .kernel_height = g->kernel, .kernel_width = g->kernel,
    .weight_stride = (g->channels + 15) / 16 * 16, .element_bytes = element_bytes, .output_bytes = 4,
    .epilogue = {.low = -INFINITY, .high = INFINITY, .stored = element_bytes == 1},
  };
  return p;
}

// Index of the input under a tap, or −1 in the padding.
static ptrdiff_t under(const geometry *g, size_t oy, size_t ox, size_t ky, size_t kx, size_t c) {
  ptrdiff_t y = (ptrdiff_t)(oy * g->stride + ky * g->dilation) - (ptrdiff_t)g->before;
  ptrdiff_t x = (ptrdiff_t)(ox * g->stride + kx * g->dilation) - (ptrdiff_t)g->before;
  if (y < 0 || x < 0 || y >= (ptrdiff_t)g->height || x >= (ptrdiff_t)g->width) return -1;
  return (y * (ptrdiff_t)g->width + x) * (ptrdiff_t)g->channels + (ptrdiff_t)c;
}

static void floats(const keiryo_depthwise_kernel *kernel, const geometry *g) {
  keiryo_depthwise p = parameters(g, 4);
  size_t taps = g->kernel * g->kernel, count = g->height * g->width * g->channels;
  size_t results = p.output_height * p.output_width * g->channels;
  float *x = law_memory(count * 4), *w = law_memory(taps * p.weight_stride * 4), *y = law_memory(results * 4);
  float *bias = law_memory(p.weight_stride * 4);
  for (size_t i = 0; i < count; i++) x[i] = law_float();
  for (size_t i = 0; i < taps * p.weight_stride; i++) w[i] = law_float();
  for (size_t c = 0; c < g->channels; c++) bias[c] = law_float();
  uint8_t *padding = law_memory(g->width * g->channels * 4);
  p.padding = padding, p.weights = w, p.bias = bias, p.row = kernel->function;
  void *buffers[] = {x, y};
  keiryo_depthwise_run(&p, buffers, NULL);
  int good = 1;
  for (size_t i = 0; i < results; i++) {
    size_t c = i % g->channels, ox = i / g->channels % p.output_width, oy = i / g->channels / p.output_width;
    double sum = bias[c], size = fabs(sum);
    for (size_t t = 0; t < taps; t++) {
      ptrdiff_t at = under(g, oy, ox, t / g->kernel, t % g->kernel, c);
      double product = at < 0 ? 0 : (double)x[at] * w[t * p.weight_stride + c];
      sum += product, size += fabs(product);
    }
    // Each of taps + 1 roundings is at most half a unit of 2^-23 of what has been summed.
    if (!(fabs(y[i] - sum) <= size * (double)(taps + 1) * ldexp(1, -24))) good = 0;
  }
  law(good, "f32 %s: %zu wide, %zu channels, %zu x %zu, stride %zu, padding %zu", kernel->name, g->width, g->channels,
    g->kernel, g->kernel, g->stride, g->before);
  free(x), free(w), free(y), free(bias), free(padding);
}

static void codes(const keiryo_depthwise_kernel *kernel, const geometry *g) {
  keiryo_depthwise p = parameters(g, 1);
  const uint8_t zero = 77;
  size_t taps = g->kernel * g->kernel, count = g->height * g->width * g->channels;
  size_t results = p.output_height * p.output_width * g->channels;
  uint8_t *x = law_memory(count), *padding = law_memory(g->width * g->channels);
  int32_t *w = law_memory(taps * p.weight_stride * 4), *bias = law_memory(p.weight_stride * 4);
  float *y = law_memory(results * 4), *multipliers = law_memory(p.weight_stride * 4);
  for (size_t i = 0; i < count; i++) x[i] = (uint8_t)(law_draw() >> 24);
  for (size_t i = 0; i < taps * p.weight_stride; i++) w[i] = (int32_t)(law_draw() >> 24) % 255 - 127;
  for (size_t c = 0; c < g->channels; c++) bias[c] = (int32_t)(law_draw() >> 20) - 2048, multipliers[c] = 1;
  memset(padding, zero, g->width * g->channels);
  p.padding = padding, p.weights = w, p.bias = bias, p.multipliers = multipliers, p.row = kernel->function;
  void *buffers[] = {x, y};
  keiryo_depthwise_run(&p, buffers, NULL);
  int good = 1;
  for (size_t i = 0; i < results; i++) {
    size_t c = i % g->channels, ox = i / g->channels % p.output_width, oy = i / g->channels / p.output_width;
    int32_t sum = bias[c];
    for (size_t t = 0; t < taps; t++) {
      ptrdiff_t at = under(g, oy, ox, t / g->kernel, t % g->kernel, c);
      sum += (at < 0 ? zero : x[at]) * w[t * p.weight_stride + c];
    }
    // Below 2^24 in size, so float32 holds it exactly.
    if (y[i] != (float)sum) good = 0;
  }
  law(good, "u8s8 %s: %zu wide, %zu channels, %zu x %zu, stride %zu, padding %zu", kernel->name, g->width,
    g->channels, g->kernel, g->kernel, g->stride, g->before);
  free(x), free(w), free(y), free(bias), free(padding), free(multipliers);
}

void depthwise_laws(uint32_t features) {
  static const size_t widths[] = {1, 2, 3, 7, 8, 9, 17, 30}, channels[] = {1, 3, 4, 8, 15, 16, 17, 40, 130};
  static const geometry forms[] = {
    {5, 0, 0, 3, 1, 1, 1, 1}, {5, 0, 0, 3, 2, 1, 1, 1}, {6, 0, 0, 3, 2, 1, 0, 1}, {5, 0, 0, 3, 1, 1, 2, 2},
    {5, 0, 0, 3, 3, 1, 1, 1}, {5, 0, 0, 3, 1, 2, 2, 2}, {6, 0, 0, 5, 1, 1, 2, 2}, {4, 0, 0, 1, 1, 1, 0, 0},
  };
  for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++)
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++)
      for (size_t c = 0; c < sizeof channels / sizeof channels[0]; c++) {
        geometry g = forms[f];
        g.width = widths[w], g.channels = channels[c];
        if (g.width + g.before + g.after <= g.dilation * (g.kernel - 1)) continue;
        floats(keiryo_f32_depthwise_kernel(features), &g);
        codes(keiryo_u8s8_depthwise_kernel(features), &g);
      }
}
