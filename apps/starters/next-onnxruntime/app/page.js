import { Layer } from './layer.js';

export default function Page() {
  return <Layer />;
}
