/* SPDX-License-Identifier: BSD-2-Clause */
/* convert.c -- who makes a dump of which format. */
#include "base/err.h"
#include "convert/carried.h"
#include "convert/convert.h"
#include "convert/residual.h"
#include "elfcore/elfcore.h"
#include "minidump/minidump.h"

extern const struct dump_format dump_format_elfcore;

int
convert_layout(struct layout **out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	if (residual_layout(out, p, src, err) == -1)
		return -1;
	if (*out != NULL)
		return 0;
	if (p->to == carried_format(p->m))
		return carried_layout(out, p, err);
	if (p->to == &dump_format_minidump)
		return convert_to_minidump(out, p, src, err);
	if (p->to == &dump_format_elfcore)
		return convert_to_elf(out, p, src, err);
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "cannot be converted to %s", p->to->title);
}
