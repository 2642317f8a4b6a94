// The gradient of a convolution with respect to its weights, as a product over positions: rows are the elements of a
// window, read where they lie in the image, columns are output channels.
#include <string.h>

#include "gradient.h"
#include "keiryo/convolution.h"

// Positions of one product: so many that storing the sums costs little, so few that both sides stay in the first cache.
#define POSITIONS 384
// Bytes that the sums of all lanes may take.
#define SUMS_BYTES (8 << 20)
// Rows of the result that one thread joins at once.
#define JOINED 16

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  const float *x, *dy;
  float *dw;
  uint8_t *scratch;
  int is_staged;
  size_t row, image;         // elements of the image that is read
  size_t images, rows;       // of one product: whole images, or rows of one image
  size_t packed_bytes, staged_bytes;
} context;

static context context_for(const keiryo_f32_convolution_gradient *p) {
  context c = {.p = p, .is_staged = p->pad_top + p->pad_left + p->pad_bottom + p->pad_right > 0};
  c.row = (p->pad_left + p->width + p->pad_right) * p->channels;
  c.image = (p->pad_top + p->height + p->pad_bottom) * c.row;
  size_t positions = p->output_height * p->output_width;
  if (positions <= POSITIONS) {
    c.images = keiryo_smaller(POSITIONS / positions, p->batch);
    c.rows = p->output_height;
  } else {
    c.images = 1;
    c.rows = POSITIONS > p->output_width ? POSITIONS / p->output_width : 1;
  }
  size_t depth = c.images * c.rows * p->output_width, outputs = p->output_channels / p->groups;
  c.packed_bytes = keiryo_align64(keiryo_f32_packed_count(depth, outputs, p->tile_columns) * sizeof(float));
  c.staged_bytes = c.is_staged ? keiryo_align64(c.images * c.image * sizeof(float) + 64) : 0;
  return c;
}

static size_t segment_bytes(const context *c) { return keiryo_align64(c->images * c->rows * sizeof(ptrdiff_t)); }

// Sums of one lane, [group][window][output channel].
static size_t sum_bytes(const keiryo_f32_convolution_gradient *p) {
  return keiryo_align64(keiryo_window_count(p) * p->output_channels * sizeof(float));
}

size_t keiryo_f32_weight_gradient_prepare(keiryo_f32_convolution_gradient *p) {
  context c = context_for(p);
  size_t parts = (p->batch + c.images - 1) / c.images, most = SUMS_BYTES / sum_bytes(p);
  p->lanes = keiryo_smaller(keiryo_smaller(parts, KEIRYO_GRADIENT_LANES), most ? most : 1);
  p->shared_bytes = p->lanes * sum_bytes(p);
  p->lane_bytes = segment_bytes(&c) + c.packed_bytes + c.staged_bytes;
  return p->shared_bytes + p->lanes * p->lane_bytes;
}

// dy of `depth` positions as B. Columns beyond the last are never stored and may be anything, so that rows of few
// channels are copied 16 at a time.
static void pack(const float *dy, size_t stride, size_t depth, size_t columns, size_t nr, float *packed) {
  if (columns > 16 || nr < 16 || depth * stride < 16 + columns) {
    keiryo_f32_pack(dy, depth, columns, stride, 1, nr, packed);
    return;
  }
  size_t whole = (depth * stride - 16) / stride;
  for (size_t k = 0; k < whole; k++) memcpy(packed + k * nr, dy + k * stride, 16 * sizeof(float));
  for (size_t k = whole; k < depth; k++) memcpy(packed + k * nr, dy + k * stride, columns * sizeof(float));
}

// Adds the product over some rows of some images to the sums, or stores it.
static void multiply(
  const context *c, const float *x, const float *dy, size_t images, size_t rows, ptrdiff_t *segments, float *packed,
  float *sums, int accumulate) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t channels = p->channels / p->groups, outputs = p->output_channels / p->groups;
  size_t window = keiryo_window_count(p), depth = images * rows * p->output_width;
  for (size_t i = 0; i < images * rows; i++)
    segments[i] =
      (ptrdiff_t)((i / rows * c->image + i % rows * p->stride_height * c->row) * sizeof(float));
  const uint8_t *pointers[KEIRYO_BATCH_ROWS];
  for (size_t group = 0; group < p->groups; group++) {
    pack(dy + group * outputs, p->output_channels, depth, outputs, p->tile_columns, packed);
    for (size_t first = 0; first < window;) {
      size_t count = keiryo_batch_rows(window - first, p->tile_rows, &keiryo_unlimited);
      for (size_t i = 0; i < count; i++) {
        size_t tap = (first + i) / channels, channel = group * channels + (first + i) % channels;
        size_t down = tap / p->kernel_width * p->dilation_height, right = tap % p->kernel_width * p->dilation_width;
        pointers[i] = (const uint8_t *)(x + down * c->row + right * p->channels + channel);
      }
      float *target = sums + (group * window + first) * outputs;
      keiryo_tile tile = {
        .rows = pointers, .row_count = count, .segments = segments, .segment_count = images * rows,
        .run = p->output_width, .step = (ptrdiff_t)(p->stride_width * p->channels * sizeof(float)),
        .b = (const uint8_t *)packed, .panel_bytes = depth * p->tile_columns * sizeof(float), .columns = outputs,
        .residual = accumulate ? (const uint8_t *)target : NULL, .residual_stride = outputs * sizeof(float),
        .c = (uint8_t *)target, .c_stride = outputs * sizeof(float), .epilogue = &keiryo_unlimited,
      };
      p->tile(&tile);
      first += count;
    }
  }
}

static void lane(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  float *sums = (float *)(c->scratch + index * sum_bytes(p));
  uint8_t *own = c->scratch + p->shared_bytes + index * p->lane_bytes;
  ptrdiff_t *segments = (ptrdiff_t *)own;
  float *packed = (float *)(own + segment_bytes(c));
  uint8_t *staged = own + segment_bytes(c) + c->packed_bytes;
  size_t source = p->height * p->width * p->channels;
  int accumulate = 0;
  for (size_t image = index * c->images; image < p->batch; image += p->lanes * c->images) {
    size_t images = keiryo_smaller(c->images, p->batch - image);
    const float *x = c->x + image * source;
    if (c->is_staged) {
      for (size_t i = 0; i < images; i++)
        keiryo_stage_image(
          (const uint8_t *)(x + i * source), p->height, p->width, p->channels, p->pad_top, p->pad_left, p->pad_bottom,
          p->pad_right, 1, sizeof(float), KEIRYO_STAGE_NONE, 0, staged + i * c->image * sizeof(float));
      x = (const float *)staged;
    }
    for (size_t oy = 0; oy < p->output_height; oy += c->rows, accumulate = 1) {
      size_t rows = keiryo_smaller(c->rows, p->output_height - oy);
      const float *dy = c->dy + (image * p->output_height + oy) * p->output_width * p->output_channels;
      multiply(c, x + oy * p->stride_height * c->row, dy, images, rows, segments, packed, sums, accumulate);
    }
  }
}

// Joins the sums of all lanes for some rows of the result, and turns them round: [window][o] to [o][window].
static void join(void *opaque, size_t chunk) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t window = keiryo_window_count(p), outputs = p->output_channels / p->groups;
  size_t per_group = (window + JOINED - 1) / JOINED, group = chunk / per_group;
  size_t first = chunk % per_group * JOINED, count = keiryo_smaller(JOINED, window - first);
  float *sums = (float *)c->scratch + (group * window + first) * outputs;
  for (size_t i = 1; i < p->lanes; i++)
    p->loops->accumulate(sums + i * sum_bytes(p) / sizeof(float), 0, 1, sums, count * outputs);
  for (size_t o = 0; o < outputs; o++) {
    float *target = c->dw + (group * outputs + o) * window + first;
    for (size_t i = 0; i < count; i++) target[i] = sums[i * outputs + o];
  }
}

void keiryo_f32_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_convolution_gradient *p = parameters;
  context c = context_for(p);
  c.x = buffers[0];
  c.dy = buffers[1];
  c.dw = buffers[2];
  c.scratch = buffers[3];
  keiryo_pool *workers = keiryo_gradient_workers(p, pool);
  keiryo_parallel_for(workers, p->lanes, lane, &c);
  keiryo_parallel_for(workers, (keiryo_window_count(p) + JOINED - 1) / JOINED * p->groups, join, &c);
}
