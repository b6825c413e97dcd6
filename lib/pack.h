/* SPDX-License-Identifier: BSD-2-Clause */
/* pack.h -- which codec is to write. */
#ifndef LIB_PACK_H
#define LIB_PACK_H

#include "codec/codec.h"

/* Makes HOW exact and finds who is to follow it: NULL with *ERR filled. */
const struct dump_codec *pack_choose(struct dump_packing *how,
	    struct dump_err *err);

#endif
