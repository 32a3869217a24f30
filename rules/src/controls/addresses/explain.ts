import { eitherOf } from '../../analysis/wording/index.ts';
import type { ControlExplain } from '../module.ts';
import { byRoute } from '../refusal-view.ts';

export const explain: ControlExplain<'addresses'> = {
  refusals: {
    address_unknown: {
      text: "the client's address is unknown",
      passes: 'if the platform reported the address',
    },
    address_not_listed: {
      text: 'the address is on none of the lists',
      passes: byRoute(({ access: { addresses } }) =>
        addresses === null ? null : `from an address on ${eitherOf(addresses)}`,
      ),
    },
  },
};
