import type { Command } from '../commands.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { decideAdjust, decideAdjustUndo } from './adjust.ts';
import { decideAttach } from './attach.ts';
import { decideCancel } from './cancel.ts';
import { decideGift } from './gift.ts';
import { decideHold, decideHoldChange } from './hold.ts';
import { decideOccasion } from './occasion.ts';
import { decideReturn, decideUnmatchedReturn } from './return.ts';
import { decideSale } from './sale.ts';

/** Decides one command on the locked rows. It changes nothing but what its decision says. */
export function decide(command: Command, rows: Rows, ports: Ports): Decision | Promise<Decision> {
  switch (command.kind) {
    case 'sale':
      return decideSale(command, rows, ports);
    case 'return':
      return decideReturn(command, rows, ports);
    case 'unmatched-return':
      return decideUnmatchedReturn(command, rows, ports);
    case 'cancel':
      return decideCancel(command, rows, ports);
    case 'attach':
      return decideAttach(command, rows, ports);
    case 'occasion':
      return decideOccasion(command, rows, ports);
    case 'gift':
      return decideGift(command, rows, ports);
    case 'hold':
      return decideHold(command, rows, ports);
    case 'hold-void':
    case 'hold-extend':
    case 'hold-expire':
      return decideHoldChange(command, rows, ports);
    case 'adjust':
      return decideAdjust(command, rows, ports);
    case 'adjust-undo':
      return decideAdjustUndo(command, rows);
    case 'settle': {
      const open = rows.party(command.party).fork();
      open.settle(command.at);
      return open.transfers.length === 0 ? done('{}') : done('{}', { parties: [open] });
    }
  }
}
