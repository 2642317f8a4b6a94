#if defined(__x86_64__)
#define KEIRYO_TARGET "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma"
#define KEIRYO_VNNI
#include "../vector/exact.h"
#include "../vector/avx512.h"

#define Q_MR 14
#define Q_NV 2
#define Q_SUFFIX avx512vnni_14x32
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 2
#define I4_SUFFIX avx512vnni_4x16
#include "../lowbit/int4_tile.h"

#define DW_CODES
#define DW_SUFFIX avx512vnni_16
#include "../depthwise/depthwise_row.h"

#define PROBE_CODES
#define PROBE_SUFFIX avx512vnni_16
#include "../probe/probe.h"
#include "../vector/end.h"
#endif
