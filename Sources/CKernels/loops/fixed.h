// Loops over codes in fixed point, see `keiryo_fixed_binary`.

KEIRYO_INLINE vi fixed_scaled(vi x, const keiryo_ratio *r, const uint32_t is_single) {
  return is_single ? vi_scale_single(x, vi_set(r->multiplier), vi_set(r->shift))
                   : vi_scale_double(x, vi_set(r->multiplier), vi_set(r->shift));
}

// `operation` and `is_single` are constants where this is inlined.
KEIRYO_INLINE void fixed_binary_as(
  const struct keiryo_fixed_binary *p, const uint32_t operation, const uint32_t is_single, const uint8_t *a,
  const uint8_t *b, uint8_t *y, size_t n) {
  const vi a_zero = vi_set(p->a_zero), b_zero = vi_set(p->b_zero), low = vi_set(p->low), high = vi_set(p->high);
  for (size_t i = 0; i < n; i += VF_WIDTH) {
    const size_t part = n - i < VF_WIDTH ? n - i : VF_WIDTH;
    vi u = vi_sub(vi_load_u8_part(a + i, part), a_zero), v = vi_sub(vi_load_u8_part(b + i, part), b_zero), sum;
    if (operation == KEIRYO_FIXED_MULTIPLY) {
      sum = vi_mul(u, v);
    } else {
      u = fixed_scaled(vi_shift_left(u, p->left_shift), &p->a, is_single);
      v = fixed_scaled(vi_shift_left(v, p->left_shift), &p->b, is_single);
      sum = operation == KEIRYO_FIXED_ADD ? vi_add(u, v) : vi_sub(u, v);
    }
    sum = vi_clamp(fixed_scaled(sum, &p->y, is_single), low, high);
    vi_store_u8_part(y + i, vi_add(sum, vi_set(p->zero)), part);
  }
}

static void fixed_binary(
  const struct keiryo_fixed_binary *p, const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n) {
  if (p->operation == KEIRYO_FIXED_ADD) {
    if (p->is_single) {
      fixed_binary_as(p, KEIRYO_FIXED_ADD, 1, a, b, y, n);
    } else {
      fixed_binary_as(p, KEIRYO_FIXED_ADD, 0, a, b, y, n);
    }
  } else if (p->operation == KEIRYO_FIXED_SUBTRACT) {
    fixed_binary_as(p, KEIRYO_FIXED_SUBTRACT, p->is_single, a, b, y, n);
  } else {
    fixed_binary_as(p, KEIRYO_FIXED_MULTIPLY, p->is_single, a, b, y, n);
  }
}

static void fixed_scale(const int32_t *x, const keiryo_fixed_scale *s, uint8_t *y, size_t n) {
  const vi low = vi_set(s->low), high = vi_set(s->high);
  for (size_t i = 0; i < n; i += VF_WIDTH) {
    const size_t part = n - i < VF_WIDTH ? n - i : VF_WIDTH;
    vi sum = vi_sub(vi_load_part(x + i, part), vi_set(s->offset));
    sum = vi_clamp(fixed_scaled(sum, &s->ratio, s->is_single), low, high);
    vi_store_u8_part(y + i, vi_add(sum, vi_set(s->zero)), part);
  }
}
