// Dense panels to panels without zeros.
#include <string.h>

#include "keiryo/sparse.h"

// The codes of one window in the making.
typedef struct {
  ptrdiff_t offset;
  size_t bytes;
  uint64_t picks;
} window;

static int is_zero(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i]) return 0;
  return 1;
}

// Floats are compared as numbers: -0 is a zero too.
static int is_zero_group(const keiryo_dense_panel *form, const uint8_t *group) {
  if (form->code_bytes != 4) return is_zero(group, form->columns * form->group * form->code_bytes);
  const float *x = (const float *)group;
  for (size_t i = 0; i < form->columns * form->group; i++)
    if (x[i] != 0) return 0;
  return 1;
}

static int is_zero_code(const keiryo_dense_panel *form, const uint8_t *group, size_t code) {
  for (size_t j = 0; j < form->columns; j++)
    if (!is_zero(group + (j * form->group + code) * form->code_bytes, form->code_bytes)) return 0;
  return 1;
}

// Puts a code into the window, or into a new one behind it. Returns 1 when it is a new one.
// Windows start at multiples of 16 from `start`, so that they lie side by side.
static int put(window *w, const keiryo_dense_panel *form, ptrdiff_t start, ptrdiff_t offset) {
  ptrdiff_t window_offset = start + (offset - start) / 16 * 16, width = (ptrdiff_t)form->code_bytes;
  int is_new = w->bytes == 0 || w->bytes == 8 || w->offset != window_offset;
  if (is_new) *w = (window){.offset = window_offset, .bytes = 0, .picks = 0x8080808080808080u};
  ptrdiff_t at = offset - w->offset;
  for (ptrdiff_t byte = 0; byte < width; byte++, w->bytes++)
    w->picks = (w->picks & ~((uint64_t)0xFF << 8 * w->bytes)) | (uint64_t)(at + byte) << 8 * w->bytes;
  return is_new;
}

keiryo_kept keiryo_sparse_count(const keiryo_dense_panel *form, const uint8_t *dense) {
  keiryo_kept kept = {0, 0};
  window w = {0, 0, 0};
  size_t group_bytes = form->columns * form->group * form->code_bytes;
  for (size_t s = 0; s < form->segment_count; s++)
    for (size_t k = 0; k < form->run; k++, dense += group_bytes) {
      if (is_zero_group(form, dense)) continue;
      kept.groups++;
      ptrdiff_t offset = form->segments[s] + (ptrdiff_t)k * form->step;
      for (size_t code = 0; form->group > 1 && code < form->group; code++)
        if (!is_zero_code(form, dense, code))
          kept.windows += (size_t)put(&w, form, form->segments[s], offset + (ptrdiff_t)(code * form->code_bytes));
    }
  return kept;
}

// Copies one code of all columns.
static void copy_code(
  const keiryo_dense_panel *form, const uint8_t *from, size_t code, uint8_t *to, size_t place) {
  for (size_t j = 0; j < form->columns; j++)
    memcpy(
      to + (j * form->group + place) * form->code_bytes, from + (j * form->group + code) * form->code_bytes,
      form->code_bytes);
}

int keiryo_sparse_pack(
  const keiryo_dense_panel *form, const uint8_t *dense, uint8_t *values, int32_t *offsets, uint64_t *picks) {
  window w = {0, 0, 0};
  size_t group_bytes = form->columns * form->group * form->code_bytes, made = 0;
  for (size_t s = 0; s < form->segment_count; s++)
    for (size_t k = 0; k < form->run; k++, dense += group_bytes) {
      if (is_zero_group(form, dense)) continue;
      ptrdiff_t offset = form->segments[s] + (ptrdiff_t)k * form->step;
      if (offset < 0 || offset > INT32_MAX - 64) return 0;
      if (!picks) {
        memcpy(values + made * group_bytes, dense, group_bytes);
        offsets[made++] = (int32_t)offset;
        continue;
      }
      for (size_t code = 0; code < form->group; code++) {
        if (is_zero_code(form, dense, code)) continue;
        if (put(&w, form, form->segments[s], offset + (ptrdiff_t)(code * form->code_bytes))) {
          memset(values + 2 * made * group_bytes, 0, 2 * group_bytes);
          offsets[made++] = (int32_t)w.offset;
        }
        picks[made - 1] = w.picks;
        size_t place = w.bytes / form->code_bytes - 1;
        copy_code(
          form, dense, code, values + (2 * (made - 1) + place / form->group) * group_bytes, place % form->group);
      }
    }
  return 1;
}
