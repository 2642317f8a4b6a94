#if defined(__aarch64__)
#if defined(__clang__)
#define KEIRYO_TARGET "dotprod"
#else
#define KEIRYO_TARGET "arch=armv8.2-a+dotprod"
#endif
#define KEIRYO_DOTPROD
#include "../vector/exact.h"
#include "../vector/neon.h"

#define Q_MR 8
#define Q_NV 3
#define Q_SUFFIX neon_dotprod_8x12
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 2
#define I4_SUFFIX neon_dotprod_4x4
#include "../lowbit/int4_tile.h"

#define PROBE_CODES
#define PROBE_SUFFIX neon_dotprod_4
#include "../probe/probe.h"
#include "../vector/end.h"
#endif
