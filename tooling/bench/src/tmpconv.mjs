import * as ort from 'onnxruntime-web';
import { readFileSync } from 'node:fs';
ort.env.wasm.numThreads = 1; ort.env.logLevel='error';
const memory=new WebAssembly.Memory({initial:600});
const {pointwise}=new WebAssembly.Instance(new WebAssembly.Module(readFileSync('/tmp/s/pw.wasm')),{env:{memory}}).exports;
const shapes=[[64,256,56],[256,64,56],[256,16,56],[128,512,28],[512,128,28],[512,32,28],[1024,256,14],[256,1024,14],[2048,512,7],[512,2048,7]];
for (const [ci,co,h] of shapes) {
  let s; try { s=await ort.InferenceSession.create(readFileSync(`/tmp/s/conv/c${ci}_${co}_${h}.onnx`),{executionProviders:['wasm']}); } catch { }
  const P=h*h; const x=Float32Array.from({length:ci*P},()=>Math.random()-.5);
  const f=new Float32Array(memory.buffer); let o=0; const al=n=>{const r=o;o+=(n*4+64)&~15;return r;};
  const px=al(ci*P),pw=al(ci*co),pb=al(co),py=al(co*P),ps=al(0); f.set(x,px/4); for(let k=0;k<ci*co;k++) f[pw/4+k]=Math.random()-.5;
  const panels=Math.max(1,Math.floor(+(process.env.B??131072)/(ci*32)));
  const a=[],b=[]; const X=new ort.Tensor('float32',x,[1,ci,h,h]);
  for(let k=0;k<40;k++){ let t=performance.now(); if(s) await s.run({x:X}); a.push(performance.now()-t); t=performance.now(); pointwise(co,P,ci,px,P*4,pw,pb,0,0,panels,ps,py); b.push(performance.now()-t);}
  const q=v=>v.sort((x,y)=>x-y)[10]; const mac=ci*co*P/1e6; console.log(ci,co,h,'ort',q(a).toFixed(2),(mac/q(a)).toFixed(1),'ours',q(b).toFixed(2),(mac/q(b)).toFixed(1),'GMAC/s');
}
