/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.c -- what a note's descriptor has at an offset.  Descriptors are
 * longer or shorter than anybody expects: what is not there is 0. */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "elfcore/elfcore.h"

struct thread
elfcore_blank_thread(void)
{
	return (struct thread){
		.seen = { .pc = DUMP_NOWHERE, .sp = DUMP_NOWHERE,
		    .fp = DUMP_NOWHERE, .tp = DUMP_NOWHERE },
		.record = NONE,
	};
}

uint16_t
elfcore_get16(const struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off)
{
	return fits(off, 2, n->have) ?
	    get16(elfcore_big(&r->core->ehdr), n->desc + off) : 0;
}

uint32_t
elfcore_get32(const struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off)
{
	return fits(off, 4, n->have) ?
	    get32(elfcore_big(&r->core->ehdr), n->desc + off) : 0;
}

uint64_t
elfcore_get64(const struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off)
{
	return fits(off, 8, n->have) ?
	    get64(elfcore_big(&r->core->ehdr), n->desc + off) : 0;
}

uint64_t
elfcore_get_word(const struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off)
{
	return elfcore_word(&r->core->ehdr) == 8 ? elfcore_get64(r, n, off) :
	    elfcore_get32(r, n, off);
}

int
elfcore_get_text(struct elfcore_reader *r, const struct elfcore_note *n,
    size_t off, size_t len, const char **out, struct dump_err *err)
{
	const char *text;

	*out = NULL;
	if (off >= n->have)
		return 0;
	text = (const char *)n->desc + off;
	len = strnlen(text, (size_t)min_u64(len, n->have - off));
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (len > 0 && (*out = arena_text(&r->m->text, text, len, err)) ==
	    NULL)
		return -1;
	return 0;
}
