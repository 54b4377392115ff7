<doc id="1" title="a &lt; b">
<p>
<s>
The	DT	the
baker	NN	baker
does	VBZ	do
<g/>
n't	RB	not
sleep	VB	sleep
<g/>
.	.	.
</s>
<s>
Bread	NN	bread
<ner type="none">
rises	VBZ	rise
</ner>
</s>
</p>
</doc>
