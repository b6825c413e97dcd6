/* SPDX-License-Identifier: BSD-2-Clause */
/* input.c -- reads a compressed file in order, block by block. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "codec/input.h"
#include "io/source.h"

void
input_rewind(struct input *in)
{
	in->flaw[0] = '\0';
	in->off = 0;
	in->at = in->have = 0;
	in->ended = false;
}

uint64_t
input_place(const struct input *in)
{
	return in->off - (in->have - in->at);
}

int
input_need(struct input *in, size_t n, struct dump_err *err)
{
	size_t got, room, used = in->at - (size_t)min_u64(in->at, in->back);

	if (in->have - in->at >= n || in->ended)
		return 0;
	memmove(in->bytes, in->bytes + used, in->have - used);
	in->have -= used;
	in->at -= used;
	room = sizeof in->bytes - in->have;
	if (source_drain(in->src, in->off, in->bytes + in->have, room, &got,
	    err) == -1)
		return -1;
	in->ended = got < room;
	in->have += got;
	in->off += got;
	return 0;
}

int
input_skip_zeros(struct input *in, struct dump_err *err)
{
	do {
		while (in->at < in->have && in->bytes[in->at] == 0)
			in->at++;
		if (in->at < in->have)
			return 0;
	} while (input_need(in, 1, err) == 0 && in->at < in->have);
	return in->ended ? 0 : -1;
}

int
input_garbage(struct input *in, uint64_t from, struct dump_err *err)
{
	do
		in->at = in->have;
	while (input_need(in, 1, err) == 0 && in->at < in->have);
	if (!in->ended)
		return -1;
	snprintf(in->flaw, sizeof in->flaw, "%s: %" PRIu64 " bytes from byte"
	    " %" PRIu64 " on are garbage", in->codec, in->off - from, from);
	return 0;
}

void
input_cut(struct input *in, const char *where)
{
	snprintf(in->flaw, sizeof in->flaw, "%s: cut short: the file ends at"
	    " byte %" PRIu64 ", in %s", in->codec, input_place(in), where);
}
