// Which kernel exists for which processor: one row each, the best one last.
#include "keiryo/depthwise.h"
#include "keiryo/instruction_set.h"
#include "keiryo/int4.h"
#include "keiryo/loops.h"
#include "keiryo/probe.h"
#include "keiryo/tile.h"
#include "keiryo/winograd.h"

#define AVX512 (KEIRYO_AVX2 | KEIRYO_AVX512)
#define AVX512VNNI (AVX512 | KEIRYO_AVX512VNNI)
#define DOTPROD (KEIRYO_NEON | KEIRYO_NEON_DOTPROD)

#if defined(__x86_64__)
#define F32_TILES(row) \
  row(scalar_4x4, 0, 4, 4, 1) row(avx2_6x16, KEIRYO_AVX2, 6, 16, 8) row(avx512_14x32, AVX512, 14, 32, 16)
#define U8S8_TILES(row) \
  row(scalar_4x4, 0, 4, 4, 1, KEIRYO_STAGE_NONE, 1) row(avx2_6x16, KEIRYO_AVX2, 6, 16, 2, KEIRYO_STAGE_INT16, 8) \
  row(avx512_14x32, AVX512, 14, 32, 2, KEIRYO_STAGE_INT16, 16) \
  row(avx512vnni_14x32, AVX512VNNI, 14, 32, 4, KEIRYO_STAGE_NONE, 16)
#define F32_DEPTHWISE(row) row(scalar_1, 0) row(avx2_8, KEIRYO_AVX2) row(avx512_16, AVX512)
#define U8S8_DEPTHWISE(row) \
  row(scalar_1, 0) row(avx2_8, KEIRYO_AVX2) row(avx512_16, AVX512) row(avx512vnni_16, AVX512VNNI)
#define WINOGRAD(row) row(scalar_1, 0) row(avx2_8, KEIRYO_AVX2) row(avx512_16, AVX512)
#define INT4(row) \
  row(scalar_4x1, 0, 4, 1) row(avx2_4x8, KEIRYO_AVX2, 4, 8) row(avx512_4x16, AVX512, 4, 16) \
  row(avx512vnni_4x16, AVX512VNNI, 4, 16)
#define LOOPS(row) row(scalar) row(avx2) row(avx512) row(avx512vbmi)
#define F32_PROBES(row) row(scalar_1, 0, 12) row(avx2_8, KEIRYO_AVX2, 12 * 8) row(avx512_16, AVX512, 12 * 16)
#define U8S8_PROBES(row) \
  row(scalar_1, 0, 12, 1) row(avx2_8, KEIRYO_AVX2, 12 * 8, 2) row(avx512_16, AVX512, 12 * 16, 2) \
  row(avx512vnni_16, AVX512VNNI, 12 * 16, 4)
#elif defined(__aarch64__)
#define F32_TILES(row) row(scalar_4x4, 0, 4, 4, 1) row(neon_8x12, KEIRYO_NEON, 8, 12, 4)
#define U8S8_TILES(row) \
  row(scalar_4x4, 0, 4, 4, 1, KEIRYO_STAGE_NONE, 1) row(neon_8x12, KEIRYO_NEON, 8, 12, 1, KEIRYO_STAGE_INT16, 4) \
  row(neon_dotprod_8x12, DOTPROD, 8, 12, 4, KEIRYO_STAGE_SIGNED, 4)
#define F32_DEPTHWISE(row) row(scalar_1, 0) row(neon_4, KEIRYO_NEON)
#define U8S8_DEPTHWISE(row) row(scalar_1, 0) row(neon_4, KEIRYO_NEON)
#define WINOGRAD(row) row(scalar_1, 0) row(neon_4, KEIRYO_NEON)
#define INT4(row) \
  row(scalar_4x1, 0, 4, 1) row(neon_4x4, KEIRYO_NEON, 4, 4) row(neon_dotprod_4x4, DOTPROD, 4, 4)
#define LOOPS(row) row(scalar) row(neon)
#define F32_PROBES(row) row(scalar_1, 0, 20) row(neon_4, KEIRYO_NEON, 20 * 4)
#define U8S8_PROBES(row) \
  row(scalar_1, 0, 20, 1) row(neon_4, KEIRYO_NEON, 20 * 4, 1) row(neon_dotprod_4, DOTPROD, 20 * 4, 4)
#else
#define F32_TILES(row) row(scalar_4x4, 0, 4, 4, 1)
#define U8S8_TILES(row) row(scalar_4x4, 0, 4, 4, 1, KEIRYO_STAGE_NONE, 1)
#define F32_DEPTHWISE(row) row(scalar_1, 0)
#define U8S8_DEPTHWISE(row) row(scalar_1, 0)
#define WINOGRAD(row) row(scalar_1, 0)
#define INT4(row) row(scalar_4x1, 0, 4, 1)
#define LOOPS(row) row(scalar)
#define F32_PROBES(row) row(scalar_1, 0, 12)
#define U8S8_PROBES(row) row(scalar_1, 0, 12, 1)
#endif

#define DECLARE_F32_TILE(name, features, mr, nr, lanes) \
  void keiryo_f32_tile__##name(const keiryo_tile *); \
  void keiryo_f32_sparse__##name(const keiryo_tile *);
#define DECLARE_U8S8_TILE(name, features, mr, nr, group, stage, lanes) \
  void keiryo_u8s8_tile__##name(const keiryo_tile *); \
  void keiryo_u8s8_sparse__##name(const keiryo_tile *);
#define DECLARE_F32_DEPTHWISE(name, features) void keiryo_f32_depthwise__##name(const keiryo_depthwise_row *);
#define DECLARE_U8S8_DEPTHWISE(name, features) void keiryo_u8s8_depthwise__##name(const keiryo_depthwise_row *);
#define DECLARE_WINOGRAD(name, features) \
  void keiryo_f32_winograd_input__##name(const float *const pixels[KEIRYO_WINOGRAD_POINTS], size_t, float *, size_t); \
  void keiryo_f32_winograd_output__##name(const keiryo_winograd_tile *);
#define DECLARE_INT4(name, features, mr, columns) \
  void keiryo_int4_tile__##name(const keiryo_int4_tile *); \
  void keiryo_int4_quantize__##name(const float *, size_t, const keiryo_int4_row *);
#define DECLARE_F32_PROBE(name, features, lanes) \
  uint32_t keiryo_f32_probe__##name(const void *, size_t); \
  uint32_t keiryo_read_probe__##name(const void *, size_t);
#define DECLARE_U8S8_PROBE(name, features, lanes, depth) uint32_t keiryo_u8s8_probe__##name(const void *, size_t);
#define DECLARE_LOOPS(name) extern const keiryo_loops keiryo_loops__##name;
F32_TILES(DECLARE_F32_TILE)
U8S8_TILES(DECLARE_U8S8_TILE)
F32_DEPTHWISE(DECLARE_F32_DEPTHWISE)
U8S8_DEPTHWISE(DECLARE_U8S8_DEPTHWISE)
WINOGRAD(DECLARE_WINOGRAD)
INT4(DECLARE_INT4)
LOOPS(DECLARE_LOOPS)
F32_PROBES(DECLARE_F32_PROBE)
U8S8_PROBES(DECLARE_U8S8_PROBE)

#define F32_TILE_ROW(name, features, mr, nr, lanes) \
  {#name, features, keiryo_f32_tile__##name, keiryo_f32_sparse__##name, mr, nr, 1, 0, lanes},
#define U8S8_TILE_ROW(name, features, mr, nr, group, stage, lanes) \
  {#name, features, keiryo_u8s8_tile__##name, keiryo_u8s8_sparse__##name, mr, nr, group, stage, lanes},
#define F32_DEPTHWISE_ROW(name, features) {#name, features, keiryo_f32_depthwise__##name},
#define U8S8_DEPTHWISE_ROW(name, features) {#name, features, keiryo_u8s8_depthwise__##name},
#define WINOGRAD_ROW(name, features) \
  {#name, features, keiryo_f32_winograd_input__##name, keiryo_f32_winograd_output__##name},
#define INT4_ROW(name, features, mr, columns) \
  {#name, features, keiryo_int4_tile__##name, keiryo_int4_quantize__##name, mr, columns},
#define F32_PROBE_ROW(name, features, lanes) {#name, features, keiryo_f32_probe__##name, lanes, 1},
#define READ_PROBE_ROW(name, features, lanes) {#name, features, keiryo_read_probe__##name, 0, 0},
#define U8S8_PROBE_ROW(name, features, lanes, depth) {#name, features, keiryo_u8s8_probe__##name, lanes, depth},
#define LOOPS_ROW(name) &keiryo_loops__##name,
static const keiryo_tile_kernel f32_tiles[] = {F32_TILES(F32_TILE_ROW)};
static const keiryo_tile_kernel u8s8_tiles[] = {U8S8_TILES(U8S8_TILE_ROW)};
static const keiryo_depthwise_kernel f32_depthwise[] = {F32_DEPTHWISE(F32_DEPTHWISE_ROW)};
static const keiryo_depthwise_kernel u8s8_depthwise[] = {U8S8_DEPTHWISE(U8S8_DEPTHWISE_ROW)};
static const keiryo_winograd_kernel winograd[] = {WINOGRAD(WINOGRAD_ROW)};
static const keiryo_int4_kernel int4[] = {INT4(INT4_ROW)};
static const keiryo_probe f32_probes[] = {F32_PROBES(F32_PROBE_ROW)};
static const keiryo_probe u8s8_probes[] = {U8S8_PROBES(U8S8_PROBE_ROW)};
static const keiryo_probe read_probes[] = {F32_PROBES(READ_PROBE_ROW)};
static const keiryo_loops *const loops[] = {LOOPS(LOOPS_ROW)};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define BEST(table, wanted) \
  size_t i = COUNT(table) - 1; \
  while (i > 0 && (table[i].features & ~(wanted)) != 0) i--; \
  return &table[i];

const keiryo_tile_kernel *keiryo_f32_tile_kernel(uint32_t features) { BEST(f32_tiles, features) }
const keiryo_tile_kernel *keiryo_u8s8_tile_kernel(uint32_t features) { BEST(u8s8_tiles, features) }
const keiryo_depthwise_kernel *keiryo_f32_depthwise_kernel(uint32_t features) { BEST(f32_depthwise, features) }
const keiryo_depthwise_kernel *keiryo_u8s8_depthwise_kernel(uint32_t features) { BEST(u8s8_depthwise, features) }
const keiryo_winograd_kernel *keiryo_f32_winograd_kernel(uint32_t features) { BEST(winograd, features) }
const keiryo_probe *keiryo_f32_probe(uint32_t features) { BEST(f32_probes, features) }
const keiryo_probe *keiryo_u8s8_probe(uint32_t features) { BEST(u8s8_probes, features) }
const keiryo_probe *keiryo_read_probe(uint32_t features) { BEST(read_probes, features) }

const keiryo_int4_kernel *keiryo_int4_kernel_for(uint32_t features) { BEST(int4, features) }

const keiryo_loops *keiryo_loops_for(uint32_t features) {
  size_t i = COUNT(loops) - 1;
  while (i > 0 && (loops[i]->features & ~features) != 0) i--;
  return loops[i];
}
