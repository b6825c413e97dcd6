/* SPDX-License-Identifier: BSD-2-Clause */
/* hotspot.h -- the parts of what is known of a HotSpot virtual machine. */
#ifndef HOTSPOT_H
#define HOTSPOT_H

#include "process/vm_tables.h"

struct hotspot {
	struct walk	 w;
	struct window	 objects, names;
	struct vm	 vm;
	struct span	 reserved;	/* where the Java heap may lie */
	struct set	 heap;		/* of it, what holds objects */
	struct set	 vital;		/* what else was read, or is to be kept
					   from end to end */
	const char	*refusal;	/* why it cannot be known */
};

/* vm_word(), of memory that whoever reads once more must find again. */
int	 hotspot_word(struct hotspot *h, enum vm_field field, uint64_t object,
	    uint64_t *out, bool *got);
/* The range from LOW up to HIGH is vital. */
int	 hotspot_keep(struct hotspot *h, uint64_t low, uint64_t high,
	    const char *rule);

/* hotspot_heap.c: the Java heap: h->reserved and h->heap. */
int	 hotspot_heap(struct hotspot *h);
/* Is R of the file in memory that holds the heap of the collector Z? */
bool	 hotspot_is_z_heap(const struct dump_model *m,
	    const struct region *r);
/* hotspot_parts.c: classes, code and threads: h->vital. */
int	 hotspot_parts(struct hotspot *h);

#endif
