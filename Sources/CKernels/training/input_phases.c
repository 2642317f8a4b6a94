#include <string.h>

#include "gradient.h"
#include "keiryo/convolution.h"

// Along one axis: position i of dx lies at i + pad = q·stride + phase. Tap k belongs to the phase of k·dilation, and
// there meets row q − reach(k) of dy, reach(k) = k·dilation / stride.
typedef struct {
  size_t stride, dilation, pad, kernel, extent;
  size_t before, after;  // borders of zeros that dy needs
} axis;

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  axis y, x;
  const float *dy;
  float *dx;
  const uint8_t *packed;
  uint8_t *lanes;
  int is_staged;
} context;

static axis axis_of(size_t stride, size_t dilation, size_t pad, size_t kernel, size_t extent, size_t outputs) {
  axis a = {stride, dilation, pad, kernel, extent, 0, 0};
  size_t reach = (kernel - 1) * dilation / stride, first = pad / stride, last = (extent - 1 + pad) / stride;
  if (reach > first) a.before = reach - first;
  if (last > outputs - 1) a.after = last - (outputs - 1);
  return a;
}

static void set_axes(context *c) {
  const keiryo_f32_convolution_gradient *p = c->p;
  c->y = axis_of(p->stride_height, p->dilation_height, p->pad_top, p->kernel_height, p->height, p->output_height);
  c->x = axis_of(p->stride_width, p->dilation_width, p->pad_left, p->kernel_width, p->width, p->output_width);
  c->is_staged = c->y.before + c->y.after + c->x.before + c->x.after > 0;
}

// Taps of a phase, the farthest first, so that they meet dy in the order of memory.
static size_t taps_of(const axis *a, size_t phase, size_t *taps) {
  size_t count = 0;
  for (size_t k = a->kernel; k-- > 0;)
    if (k * a->dilation % a->stride == phase) taps[count++] = k;
  return count;
}

static size_t reach(const axis *a, size_t tap) { return tap * a->dilation / a->stride; }

// The first position of a phase, and the row of dy at reach 0 there.
static size_t first_of(const axis *a, size_t phase, size_t *q) {
  size_t start = (phase + a->stride - a->pad % a->stride) % a->stride;
  *q = (start + a->pad) / a->stride;
  return start;
}

static size_t staged_row(const context *c) {
  return (c->x.before + c->p->output_width + c->x.after) * c->p->output_channels;
}

static size_t staged_bytes(const context *c) {
  if (!c->is_staged) return 0;
  size_t rows = c->y.before + c->p->output_height + c->y.after;
  return keiryo_align64(rows * staged_row(c) * sizeof(float) + 64);
}

// Lists of taps and segments of one lane.
static size_t list_bytes(const keiryo_f32_convolution_gradient *p) {
  size_t taps = p->kernel_height + p->kernel_width + p->kernel_height * p->kernel_width;
  return keiryo_align64(taps * sizeof(size_t));
}

// Packed weights of all phases of one group: every tap belongs to one phase.
static size_t packed_count(const keiryo_f32_convolution_gradient *p) {
  size_t depth = p->kernel_height * p->kernel_width * (p->output_channels / p->groups);
  return keiryo_f32_packed_count(depth, p->channels / p->groups, p->tile_columns);
}

size_t keiryo_input_phases_prepare(keiryo_f32_convolution_gradient *p) {
  context c = {.p = p};
  set_axes(&c);
  p->lanes = keiryo_smaller(p->batch, KEIRYO_GRADIENT_LANES);
  p->lane_bytes = list_bytes(p) + staged_bytes(&c);
  p->shared_bytes = list_bytes(p) + keiryo_align64(p->groups * packed_count(p) * sizeof(float));
  return p->shared_bytes + p->lanes * p->lane_bytes;
}

// Weights of one phase and group as B: [tap][output channel] × channels.
static float *pack_phase(
  const context *c, const float *w, size_t group, const size_t *ys, size_t y_count, const size_t *xs, size_t x_count,
  float *packed) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t channels = p->channels / p->groups, outputs = p->output_channels / p->groups, nr = p->tile_columns;
  for (size_t first = 0; first < channels; first += nr) {
    size_t n = keiryo_smaller(channels - first, nr);
    for (size_t i = 0; i < y_count * x_count; i++) {
      size_t tap = ys[i / x_count] * p->kernel_width + xs[i % x_count];
      for (size_t o = 0; o < outputs; o++, packed += nr) {
        size_t row = (group * outputs + o) * p->kernel_height * p->kernel_width + tap;
        memcpy(packed, w + row * channels + first, n * sizeof(float));
        memset(packed + n, 0, (nr - n) * sizeof(float));
      }
    }
  }
  return packed;
}

static void pack(const context *c, const float *w, size_t *list, float *packed) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t *ys = list, *xs = list + p->kernel_height;
  for (size_t group = 0; group < p->groups; group++)
    for (size_t py = 0; py < c->y.stride; py++)
      for (size_t px = 0; px < c->x.stride; px++) {
        size_t y_count = taps_of(&c->y, py, ys), x_count = taps_of(&c->x, px, xs);
        packed = pack_phase(c, w, group, ys, y_count, xs, x_count, packed);
      }
}

// Runs that a window of one phase reads, relative to its first; returns how many.
static size_t segments_of(
  const context *c, const size_t *ys, size_t y_count, const size_t *xs, size_t x_count, ptrdiff_t *segments,
  size_t *run) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t pixel = p->output_channels * sizeof(float), row = staged_row(c) * sizeof(float), count = 0;
  *run = p->output_channels / p->groups;
  // Taps side by side are one run of memory.
  int is_row = p->groups == 1 && (x_count < 2 || reach(&c->x, xs[0]) - reach(&c->x, xs[x_count - 1]) == x_count - 1);
  for (size_t i = 0; i < y_count; i++)
    for (size_t j = 0; j < (is_row ? keiryo_smaller(x_count, 1) : x_count); j++) {
      size_t down = reach(&c->y, ys[0]) - reach(&c->y, ys[i]), right = reach(&c->x, xs[0]) - reach(&c->x, xs[j]);
      segments[count++] = (ptrdiff_t)(down * row + right * pixel);
    }
  if (is_row) *run *= x_count;
  return count;
}

// The positions of one phase in one image and group.
static void phase(
  const context *c, const uint8_t *dy, float *dx, size_t py, size_t px, const float *packed, keiryo_tile *tile,
  size_t y_reach, size_t x_reach) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t y_first, x_first, qy, qx;
  y_first = first_of(&c->y, py, &qy);
  x_first = first_of(&c->x, px, &qx);
  size_t pixel = p->output_channels * sizeof(float), row = staged_row(c) * sizeof(float);
  tile->b = (const uint8_t *)packed;
  tile->c_stride = p->stride_width * p->channels * sizeof(float);
  // Without strides the results of one row follow those of the row before.
  int is_dense = p->stride_height == 1 && p->stride_width == 1;
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  tile->rows = rows;
  tile->row_count = 0;
  for (size_t iy = y_first; iy < p->height; iy += p->stride_height, qy++) {
    const uint8_t *source = dy + (qy + c->y.before - y_reach) * row + (qx + c->x.before - x_reach) * pixel;
    for (size_t ix = x_first; ix < p->width; ix += p->stride_width, source += pixel) {
      if (tile->row_count == 0) tile->c = (uint8_t *)(dx + (iy * p->width + ix) * p->channels);
      rows[tile->row_count++] = source;
      int is_last = ix + p->stride_width >= p->width && (!is_dense || iy + 1 == p->height);
      if (tile->row_count < KEIRYO_BATCH_ROWS && !is_last) continue;
      p->tile(tile);
      tile->row_count = 0;
    }
  }
}

static void image(const context *c, size_t index, uint8_t *scratch) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t *ys = (size_t *)scratch, *xs = ys + p->kernel_height, channels = p->channels / p->groups;
  ptrdiff_t *segments = (ptrdiff_t *)(xs + p->kernel_width);
  const uint8_t *dy =
    (const uint8_t *)(c->dy + index * p->output_height * p->output_width * p->output_channels);
  if (c->is_staged) {
    uint8_t *staged = scratch + list_bytes(p);
    keiryo_stage_image(
      dy, p->output_height, p->output_width, p->output_channels, c->y.before, c->x.before, c->y.after, c->x.after, 1,
      sizeof(float), KEIRYO_STAGE_NONE, 0, staged);
    dy = staged;
  }
  float *dx = c->dx + index * p->height * p->width * p->channels;
  const float *packed = (const float *)c->packed;
  for (size_t group = 0; group < p->groups; group++)
    for (size_t py = 0; py < c->y.stride; py++)
      for (size_t px = 0; px < c->x.stride; px++) {
        size_t y_count = taps_of(&c->y, py, ys), x_count = taps_of(&c->x, px, xs);
        keiryo_tile tile = {
          .segments = segments, .step = sizeof(float), .columns = channels, .epilogue = &keiryo_unlimited,
        };
        tile.segment_count = segments_of(c, ys, y_count, xs, x_count, segments, &tile.run);
        size_t depth = y_count * x_count * (p->output_channels / p->groups);
        tile.panel_bytes = depth * p->tile_columns * sizeof(float);
        phase(
          c, dy + group * (p->output_channels / p->groups) * sizeof(float), dx + group * channels, py, px, packed,
          &tile, y_count ? reach(&c->y, ys[0]) : 0, x_count ? reach(&c->x, xs[0]) : 0);
        packed += keiryo_f32_packed_count(depth, channels, p->tile_columns);
      }
}

static void lane(void *opaque, size_t index) {
  const context *c = opaque;
  for (size_t i = index; i < c->p->batch; i += c->p->lanes) image(c, i, c->lanes + index * c->p->lane_bytes);
}

void keiryo_input_phases_run(
  const keiryo_f32_convolution_gradient *p, const float *dy, const float *w, float *dx, uint8_t *scratch,
  keiryo_pool *pool) {
  context c = {.p = p, .dy = dy, .dx = dx, .packed = scratch + list_bytes(p), .lanes = scratch + p->shared_bytes};
  set_axes(&c);
  pack(&c, w, (size_t *)scratch, (float *)(scratch + list_bytes(p)));
  keiryo_parallel_for(keiryo_gradient_workers(p, pool), p->lanes, lane, &c);
}
